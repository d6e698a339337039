# Printing: every line has the time since the start; a failure says what to do. Sourced.
# shellcheck shell=bash

# Lines in parallel parts of a run must count from the same start.
export LAB_STARTED=${LAB_STARTED:-$EPOCHSECONDS}
export LAB_WHERE=${LAB_WHERE:-}

say() {
  local elapsed=$((EPOCHSECONDS - LAB_STARTED))
  printf '[%3d:%02d]%s %s\n' $((elapsed / 60)) $((elapsed % 60)) "${LAB_WHERE:+ $LAB_WHERE:}" "$*"
}

# fail WHAT [WHAT TO DO]: ends the script.
fail() {
  say "FAILED: $1" >&2
  if [[ $# -gt 1 ]]; then
    say "        what to do: $2" >&2
  fi
  exit 1
}
