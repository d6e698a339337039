# Starting and ending the emulated host. Sourced.
# shellcheck shell=bash
# shellcheck disable=SC2054  # the commas are QEMU's

# shellcheck source=lab/lib/topology.sh
. "$LAB/lib/topology.sh"
# shellcheck source=lab/lib/ports.sh
. "$LAB/lib/ports.sh"

# host_output DIRECTORY: where everything of this run goes, and the ports that it uses.
host_output() {
  export LAB_OUT=$1
  rm -rf "$LAB_OUT"
  mkdir -p "$LAB_OUT/commands/done"
  MANAGER_PORT=$(free_port)
  AGENT_PORT=$(free_port)
  export MANAGER_PORT AGENT_PORT
}

# A machine that is busy gives the emulated processors time when it has some; no_timer_check, nowatchdog and the RCU option keep
# the kernel from taking that for a defect.
COMMAND_LINE="console=ttyS0 panic=-1 quiet intel_iommu=on iommu=nopt mitigations=off"
COMMAND_LINE+=" no_timer_check nowatchdog rcupdate.rcu_cpu_stall_suppress=1"

# host_start SERIES: boots, and returns when commands are answered. LAB_INIT=systemd makes systemd its first process.
host_start() {
  local kernel=$CACHE/kernels/$1 tree root=/
  say "booting the emulated host with kernel $(<"$kernel/release") (console: $LAB_OUT/console.log)"
  host_devices
  host_network
  tree=$(qemu_tree)
  # There, lab/in-tree shows the root file system of the host.
  [[ $tree == / ]] || root=/mnt
  # It ends with the shell that started it, also if that is killed before it can clean up.
  # LAB_ACCEL=kvm is for those whose KVM can boot a stock kernel; that there is a /dev/kvm does not say so.
  LAB_SHARED_ROOT=$HOST_TREE setpriv --pdeathsig SIGKILL "$LAB/in-tree" "$tree" \
    qemu-system-x86_64 -accel "${LAB_ACCEL:-tcg,thread=multi}" -cpu max -M q35 -m 4096 -smp 2 \
    -nodefaults -display none -no-reboot -monitor "unix:$LAB_OUT/monitor,server=on,wait=off" \
    -serial "file:$LAB_OUT/console.log" \
    -kernel "$kernel/vmlinux" -initrd "$kernel/host.initrd" \
    -append "$COMMAND_LINE $HOST_COMMAND_LINE lab=$LAB lab_host=$LAB_HOST lab_init=${LAB_INIT:-desk}" \
    -virtfs "local,path=$root,mount_tag=root,security_model=none,readonly=on,multidevs=remap" \
    -virtfs "local,path=$kernel/lib/modules,mount_tag=modules,security_model=none,readonly=on" \
    -virtfs "local,path=$LAB_OUT,mount_tag=desk,security_model=none" \
    "${DEVICES[@]}" "${NETWORK[@]}" >"$LAB_OUT/qemu.log" 2>&1 &
  echo $! >"$LAB_OUT/qemu.pid"
  wait_until 600 "the emulated host answers" in_host -t 5 true
}

# The host's one way out is to the manager: restrict=on keeps everything else on this machine. There is no way in.
host_network() {
  NETWORK=(
    -netdev "user,id=management,restrict=on,guestfwd=tcp:10.0.2.100:8080-cmd:socat - TCP4:127.0.0.1:$AGENT_PORT"
    -device virtio-net-pci,netdev=management,mac=52:54:00:00:00:ff,romfile=,bus=pcie.0,addr=0x10
  )
}

host_end() {
  end_process "$LAB_OUT/qemu.pid"
  rm -f "$LAB_OUT/disk.img" "$LAB_OUT/stick.img"
}
