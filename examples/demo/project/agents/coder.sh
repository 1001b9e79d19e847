#!/bin/sh
# Writes code. It knows a handful of tasks by heart, where a real agent would ask a model.
. agents/common.sh
mkdir -p lib bin

# The demo holds two first attempts up, so that it can kill the engine while they are at work.
case " ${DEMO_HOLD:-} " in
  *" $MILESTONE_TASK_ID "*)
    if [ "$MILESTONE_ATTEMPT" = 1 ]; then
      report 0.5 "thinking hard"
      # In small steps: nothing stays behind for long, whatever happens to this script.
      seconds=0
      while [ "$seconds" -lt 600 ]; do
        sleep 1
        seconds=$((seconds + 1))
      done
    fi
    ;;
esac
sleep 0.4

case $MILESTONE_TASK_ID in
  task-101)
    echo '# sourced by every part: the words of standard input, one a line, in small letters' >lib/header.sh
    echo 'words() { tr -cs "[:alnum:]" "\n" | tr "[:upper:]" "[:lower:]" | sed "/^$/d"; }' >>lib/header.sh
    printf '%s\n' 'The quick brown fox jumps' 'over the lazy dog.' 'The end, extraordinarily so.' >test/sample.txt
    ;;
  task-102)
    echo 'wc -l | tr -d " "' >lib/lines.sh
    ;;
  task-103)
    printf '%s\n' '. lib/header.sh' 'words | wc -l | tr -d " "' >lib/words.sh
    ;;
  task-104)
    if failed_before; then
      # It has read why it failed, and looks at every word now.
      printf '%s\n' '. lib/header.sh' "words | awk 'length(\$0) > n { n = length(\$0); w = \$0 } END { print w }'" >lib/longest.sh
    else
      # A mistake: the first word instead of the longest.
      printf '%s\n' '. lib/header.sh' 'words | sed -n 1p' >lib/longest.sh
    fi
    ;;
  task-105)
    printf '%s\n' '. lib/header.sh' "words | sort | uniq -c | sort -rn | awk 'NR == 1 { print \$2 }'" >lib/frequent.sh
    ;;
  task-201)
    {
      echo '#!/bin/sh'
      echo 'cd "$(dirname "$0")/.." || exit 1'
      echo 'case ${1:-} in'
      echo '  lines | words | longest | frequent) sh "lib/$1.sh" ;;'
      echo '  *) echo "usage: tally lines|words|longest|frequent <text" >&2; exit 2 ;;'
      echo 'esac'
    } >bin/tally
    chmod +x bin/tally
    ;;
  *)
    echo "no idea how to do $MILESTONE_TASK_ID"
    exit 1
    ;;
esac
report 1 "written"
log end
