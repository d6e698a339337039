# Ports on this machine's loopback. Sourced.
# shellcheck shell=bash

# Prints a port that nobody listens on. Below the range that the kernel hands out by itself; between the look and the use
# somebody else may take it, and then QEMU or the manager says so and ends the run.
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
