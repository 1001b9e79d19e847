#!/usr/bin/env bash
# The milestone command in one file: this stub, then a compressed archive of jars. On first use it unpacks itself into the
# user's cache (XDG_CACHE_HOME, else ~/.cache) and prepares a class-data archive there, which makes the start short.
set -u
id=@ID@
home=${XDG_CACHE_HOME:-$HOME/.cache}/milestone/$id
java=java
[ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ] && java=$JAVA_HOME/bin/java
command -v "$java" >/dev/null 2>&1 || { echo "milestone: no java found; install a JRE or JDK, 17 or newer" >&2; exit 70; }
flags="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:NewSize=192m -Xshare:auto -Xlog:disable -Xlog:all=error:stderr"
if [ ! -f "$home/classpath" ]; then
  next=$home.$$
  mkdir -p "$next" || exit 74
  # Several first uses at once each unpack aside; the first to move wins, the others throw theirs away.
  tail -n +@LINES@ "$0" | gzip -dc | tar -xf - -C "$next" || { rm -rf "$next"; echo "milestone: cannot unpack into $home" >&2; exit 74; }
  cp=
  for jar in "$next"/lib/*.jar; do
    cp=$cp${cp:+:}$home/lib/${jar##*/}
  done
  printf '%s\n' "$cp" >"$next/classpath"
  if [ -e "$home" ] || ! mv "$next" "$home" 2>/dev/null; then
    rm -rf "$next"
  fi
  [ -f "$home/classpath" ] || { echo "milestone: cannot unpack into $home" >&2; exit 74; }
fi
read -r cp <"$home/classpath"
if [ ! -f "$home/milestone.jsa" ] && mkdir "$home/preparing" 2>/dev/null; then
  "$java" $flags -XX:ArchiveClassesAtExit="$home/milestone.jsa.tmp" -cp "$cp" dev.milestone.cli.Packaging warm >/dev/null 2>&1 \
    && mv -f "$home/milestone.jsa.tmp" "$home/milestone.jsa"
fi
MILESTONE_TTY=
[ -t 1 ] && MILESTONE_TTY=out
[ -t 2 ] && MILESTONE_TTY=$MILESTONE_TTY,err
export MILESTONE_TTY
if [ -n "$MILESTONE_TTY" ] && [ -z "${COLUMNS:-}" ]; then
  size=$(stty size 2>/dev/null </dev/tty) && COLUMNS=${size##* } && export COLUMNS
fi
exec "$java" $flags -XX:SharedArchiveFile="$home/milestone.jsa" ${MILESTONE_JAVA_OPTS:-} -cp "$cp" dev.milestone.cli.Main "$@"
