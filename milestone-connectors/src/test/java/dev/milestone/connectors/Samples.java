package dev.milestone.connectors;

import dev.milestone.spi.plan.PlanFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Small plans with what occurs in large ones. A single quote stands for a double one. */
final class Samples {

  private Samples() {}

  static PlanFile file(String name, String text) {
    return new PlanFile(name, text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  /** Two tags, dangling and cyclic references, a done parent with an open part, odd values. */
  static PlanFile tagged() {
    return file(
        ".taskmaster/tasks/tasks.json",
        """
        {
          'master': {
            'tasks': [
              {
                'id': 1,
                'title': 'Set up',
                'description': 'Make the folders.',
                'details': 'See \\u00a7 2.\\nThen go on.',
                'testStrategy': '- it builds\\n- it runs',
                'priority': 'high',
                'dependencies': [],
                'status': 'pending',
                'complexity': 7,
                'subtasks': []
              },
              {
                'id': 2,
                'title': 'Model – Größe',
                'description': 'Describe it.',
                'details': '',
                'testStrategy': 'Look at it.',
                'priority': 'P3',
                'dependencies': [1, '1', 99],
                'status': 'completed',
                'subtasks': [
                  {'id': 1, 'title': 'First', 'description': '', 'status': 'completed', 'dependencies': []},
                  {'id': '2.2', 'title': 'Second', 'description': '', 'status': 'pending', 'dependencies': [1, null]}
                ]
              },
              {'id': '3', 'title': 'Loop', 'description': 'x', 'status': 'todo', 'dependencies': ['4'], 'unknown': {'a': [1, {'b': 2}]}},
              {'id': 4, 'title': 'Loop back', 'description': 'y', 'status': 'pending', 'dependencies': [3.0]},
              {'id': 4, 'title': 'The same id', 'description': 'z', 'status': 'deferred', 'dependencies': []},
              {'title': 'No id', 'status': 'soon', 'priority': 'weird'}
            ],
            'metadata': {'created': '2025-06-01T00:00:00.000Z', 'description': 'Tasks for master context'}
          },
          'later': {
            'tasks': [{'id': 1, 'title': 'Later', 'description': '', 'status': 'in_progress', 'dependencies': []}]
          },
          'version': '1.0'
        }
        """);
  }

  static PlanFile flat() {
    return file(
        "tasks.json",
        """
        {
        \t'tasks': [
        \t\t{ 'id': 1, 'title': 'One', 'description': 'd', 'status': 'done', 'dependencies': [], 'subTasks': null },
        \t\t{ 'id': 2, 'title': 'Two', 'description': 'd', 'status': 'pending', 'depends_on': [1], 'estimated_hours': 3.5,
        \t\t  'acceptanceCriteria': ['it works', 'it is fast'],
        \t\t  'subTasks': [
        \t\t\t{ 'id': 1, 'title': 'Part', 'status': 'review', 'dependencies': [2] },
        \t\t\t{ 'id': 2, 'title': 'Other part', 'status': 'to-do', 'dependencies': [] }
        \t\t  ] },
        \t\t{ 'id': 3, 'name': 'Three', 'status': 'cancelled', 'dependencies': ['2.1'] }
        \t],
        \t'metadata': { 'projectName': 'Shop', 'totalTasks': 3 }
        }\
        """);
  }

  static PlanFile bare() {
    return file(
        "tasks.json",
        "[{'id':'a','title':'A','description':'','status':'open','dependencies':[]},{'id':'B','title':'B','status':'blocked','dependencies':['a'],'timeEstimate':'1-2"
            + " days'},{'id':'b','title':'same letters','status':'pending','dependencies':['B']}]");
  }

  /** An epic with children, all sorts of links, a deleted issue, an id twice, another line. */
  static PlanFile beads() {
    return file(
        ".beads/issues.jsonl",
        """
        {'id':'bd-1','title':'Epic','description':'All of it','status':'open','priority':1,'issue_type':'epic','created_at':'2026-01-01T10:00:00.123456789Z','updated_at':'2026-01-02T00:00:00+01:00','dependencies':[{'issue_id':'bd-1','depends_on_id':'bd-7','type':'blocks'}]}
        {'id':'bd-1.1','title':'Child','status':'in_progress','priority':0,'issue_type':'task','created_at':'2026-01-01T11:00:00Z','notes':'n','estimated_minutes':90,'labels':['x','y'],'dependencies':[{'depends_on_id':'bd-1','type':'parent-child'},{'depends_on_id':'bd-2','type':'related'}]}
        {'id':'bd-2','title':'Closed','status':'closed','priority':2,'issue_type':'bug','created_at':'2026-01-01T00:00:00Z','updated_at':'2026-01-03T00:00:00Z','closed_at':'2026-01-02T00:00:00Z','close_reason':'fixed','dependencies':[{'depends_on_id':'bd-1','type':'parent-child'}]}
        {'id':'bd-3','title':'Gone','status':'tombstone','priority':2,'issue_type':'task','created_at':'2026-01-01T00:00:00Z'}

        {'_type':'memory','key':'k','value':'v'}
        {'id':'bd-4','title':'Loop','status':'open','priority':2,'issue_type':'task','created_at':'2026-01-01T00:00:00Z','acceptance_criteria':'- [ ] a\\n- [x] b','dependencies':[{'depends_on_id':'bd-5','type':'blocks'},{'depends_on_id':'bd-3','type':'blocks'},{'depends_on_id':'external:other:1','type':'blocks'},{'depends_on_id':'bd-404','type':'waits-for'}]}
        {'id':'bd-5','title':'Loop','status':'open','priority':9,'issue_type':'task','created_at':'2026-01-01T00:00:00Z','dependencies':[{'depends_on_id':'bd-4','type':'blocks'}]}
        {'id':'bd-6','title':'old','status':'open','priority':2,'created_at':'2026-01-01T00:00:00Z'}
        {'id':'bd-7','title':'Alone','status':'deferred','priority':4,'issue_type':'chore','created_at':'2026-01-01T00:00:00Z','comments':[{'id':1,'author':'person-1','text':'Look here'}]}
        {'id':'bd-6','title':'Pinned','status':'pinned','priority':3,'issue_type':'task','created_at':'2026-01-01T00:00:00Z','x':{'a':[1,2]}}
        """);
  }

  static PlanFile spacedBeads() {
    return file(
        "beads.jsonl",
        """
        {'id': 'x-1', 'title': 'One', 'status': 'blocked', 'priority': 2, 'issue_type': 'task', 'created_at': '2026-01-01T00:00:00Z', 'dependency_count': 0}
        {'closed_at': '2026-01-02T00:00:00Z', 'close_reason': 'x', 'id': 'x-2', 'title': 'Two', 'status': 'closed', 'priority': 2, 'issue_type': 'task', 'created_at': '2026-01-01T00:00:00Z'}\
        """);
  }

  /** What merges, editors and full disks make of a plan. */
  static List<List<PlanFile>> broken(PlanFile good) {
    byte[] bytes = good.content();
    String text = new String(bytes, StandardCharsets.UTF_8);
    byte[] latin = text.replace("title", "t\u00EFtle").getBytes(StandardCharsets.ISO_8859_1);
    return List.of(
        List.of(new PlanFile(good.name(), Arrays.copyOf(bytes, bytes.length - 40))),
        List.of(new PlanFile(good.name(), Arrays.copyOf(bytes, bytes.length / 2))),
        List.of(new PlanFile(good.name(), new byte[0])),
        List.of(new PlanFile(good.name(), "\n".getBytes(StandardCharsets.UTF_8))),
        List.of(new PlanFile(good.name(), latin)),
        List.of(made(good, text.replaceFirst(",", ",,"))),
        List.of(made(good, text.replaceFirst("\"status\"", "\"title\""))),
        List.of(made(good, "<<<<<<< HEAD\n" + text + "\n=======\n" + text + "\n>>>>>>> other\n")));
  }

  private static PlanFile made(PlanFile like, String text) {
    return new PlanFile(like.name(), text.getBytes(StandardCharsets.UTF_8));
  }
}
