# Ports on this machine's loopback. Sourced.
# shellcheck shell=bash

# Prints a free port, below the range that the kernel assigns by itself. If another process takes the port before the run uses it,
# QEMU or the manager reports the port as taken and ends the run.
free_port() {
  local port
  while true; do
    port=$((20000 + RANDOM % 10000))
    if ! grep -q "$(printf ':%04X 00000000:0000 0A' "$port")" /proc/net/tcp; then
      echo "$port"
      return
    fi
  done
}
