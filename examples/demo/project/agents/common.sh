# What the three agents share. An agent gets its assignment as JSON on standard input and some of it in its environment,
# works in its workspace, may report as JSON lines on standard output, and ends with 0 or not.
assignment=$(cat)
: "${MILESTONE_TASK_ID:?started by milestone only}"

# A log outside of the project and of the engine's reach, so that the demo can check what really happened. One short
# line with O_APPEND is written whole or not at all.
log() {
  if [ -n "${DEMO_EFFECTS:-}" ]; then
    echo "$1 $MILESTONE_TASK_ID $MILESTONE_ATTEMPT $$" >>"$DEMO_EFFECTS"
  fi
}

report() {
  printf '{"progress":%s,"note":"%s"}\n' "$1" "$2"
}

# Whether an attempt at this task has failed before: the assignment tells how.
failed_before() {
  case $assignment in
    *'"previous_failures":[]'*) return 1 ;;
    *) return 0 ;;
  esac
}

log begin
