#!/bin/sh
# Writes prose.
. agents/common.sh
mkdir -p docs
sleep 0.3
case $MILESTONE_TASK_ID in
  task-106) printf '%s\n' '# Tally' '' 'Counts lines and words of a text, and finds the longest and the most frequent word.' >docs/overview.md ;;
  task-202) printf '%s\n' '# Manual' '' '    bin/tally lines <text' '    bin/tally longest <text' >docs/manual.md ;;
  task-203) echo '- the library counts' >>NEWS ;;
  task-204) echo '- the command is there' >>NEWS ;;
  *)
    echo "no idea how to do $MILESTONE_TASK_ID"
    exit 1
    ;;
esac
report 1 "written"
log end
