# Ending what a run has started, by its process id. Sourced.
# shellcheck shell=bash

# end_process PID_FILE: asks the process to end, and after ten seconds makes it. Nothing to do is not an error.
end_process() {
  local pid
  [[ -e $1 ]] || return 0
  pid=$(<"$1")
  rm "$1"
  kill "$pid" 2>/dev/null || return 0
  timeout 10 tail --pid="$pid" -f /dev/null || kill -KILL "$pid" 2>/dev/null || true
}
