#!/bin/sh
# An agent for tests: speaks the Agent Client Protocol with what a shell has built in.
# $1 is run when it is prompted, $2 (default: a new session) when a session is opened, $3 before anything.
session=sess-$$
reply() { printf '{"jsonrpc":"2.0","id":"%s","result":%s}\n' "$id" "$1"; }
fault() { printf '{"jsonrpc":"2.0","id":"%s","error":{"code":%s,"message":"%s"}}\n' "$id" "$1" "$2"; }
update() { printf '{"jsonrpc":"2.0","method":"session/update","params":{"sessionId":"%s","update":%s}}\n' "$session" "$1"; }
say() { update "{\"sessionUpdate\":\"agent_message_chunk\",\"content\":{\"type\":\"text\",\"text\":\"$1\"}}"; }
plan() { update "{\"sessionUpdate\":\"plan\",\"entries\":$1}"; }
stop() { reply "{\"stopReason\":\"$1\"}"; }
# Sends a request and leaves the line of its answer in $answer.
ask() { printf '{"jsonrpc":"2.0","id":7,"method":"%s","params":%s}\n' "$1" "$2"; IFS= read -r answer; }
# may KIND PATH: asks for leave.
may() {
  ask session/request_permission "{\"sessionId\":\"$session\",\"toolCall\":{\"toolCallId\":\"t\",\"title\":\"$1 $2\",\"kind\":\"$1\",\"locations\":[{\"path\":\"$2\"}]},\"options\":[{\"optionId\":\"ever\",\"name\":\"e\",\"kind\":\"allow_always\"},{\"optionId\":\"yes\",\"name\":\"y\",\"kind\":\"allow_once\"},{\"optionId\":\"no\",\"name\":\"n\",\"kind\":\"reject_once\"}]}"
}
open() { reply "{\"sessionId\":\"$session\"}"; }
eval "${3-}"
while IFS= read -r line; do
  id=${line#*\"id\":\"}
  id=${id%%\"*}
  case $line in
    *'"method":"initialize"'*) reply '{"protocolVersion":1,"agentCapabilities":{"loadSession":true},"agentInfo":{"name":"stub","version":"1.2"}}' ;;
    *'"method":"session/new"'*) eval "${2:-open}" ;;
    *'"method":"session/load"'*) eval "${4:-"session=old-1; reply '{}'"}" ;;
    *'"method":"session/prompt"'*) eval "${1}" ;;
    *'"method":"session/cancel"'*) exit 0 ;;
    *) ;;
  esac
done
