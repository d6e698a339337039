# The emulated host's PCI devices, as QEMU arguments. Sourced; @OUT@ stands for LAB_OUT.
# shellcheck shell=bash
# shellcheck disable=SC2054  # the commas are QEMU's
# shellcheck disable=SC2034  # host_devices uses the parts by their names

# Hot-plug is the bridges' own business (PCIe native and SHPC) instead of ACPI's. Only so does the kernel's shpchp driver
# take bridges, as it does on real hosts.
hotplug=(-global ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off)

iommu=(-device intel-iommu,intremap=on,caching-mode=on)

# The seed: two functions of one slot behind a PCIe-to-PCI bridge. The IOMMU cannot tell them apart, so both and the bridge
# are one group: 0000:01:00.0 (bridge), 0000:02:01.0, 0000:02:01.1. l1/prepare takes shpchp off this bridge.
seed=(
  -device pcie-root-port,id=port1,chassis=1,slot=1,addr=0x5
  -device pcie-pci-bridge,id=bridge1,bus=port1
  -device e1000,bus=bridge1,addr=1.0,multifunction=on,mac=52:54:00:00:02:10
  -device e1000,bus=bridge1,addr=1.1,mac=52:54:00:00:02:11
)

# A NIC alone in its group: 0000:03:00.0.
lone_nic=(
  -device pcie-root-port,id=port2,chassis=2,slot=2,addr=0x6
  -device e1000e,bus=port2,mac=52:54:00:00:03:00
)

# A disk alone in its group, 0000:04:00.0. l1/prepare mounts a file system from it, with device-mapper between.
mounted_disk=(
  -device pcie-root-port,id=port3,chassis=3,slot=3,addr=0x7
  -drive file=@OUT@/disk.img,format=raw,if=none,id=disk
  -device nvme-subsys,id=subsystem
  -device nvme,id=nvme,serial=lab,bus=port3,subsys=subsystem,sriov_max_vfs=2,sriov_vq_flexible=4,sriov_vi_flexible=2,max_ioqpairs=6,msix_qsize=7
  -device nvme-ns,bus=nvme,drive=disk
)

# A NIC whose group has a bridge on shpchp: 0000:05:00.0 (bridge), 0000:06:01.0.
behind_shpc=(
  -device pcie-root-port,id=port4,chassis=4,slot=4,addr=0x8
  -device pcie-pci-bridge,id=bridge4,bus=port4
  -device e1000,bus=bridge4,addr=1.0,mac=52:54:00:00:06:10
)

# Two ports that the kernel cannot isolate from each other: a NIC is below 0000:00:0e.0, and 0000:00:0e.1 is empty. All three are one group.
without_isolation=(
  -device pcie-root-port,id=port10,chassis=10,slot=10,addr=0xe.0,multifunction=on,disable-acs=on
  -device e1000e,bus=port10,mac=52:54:00:00:07:00
  -device pcie-root-port,id=port11,chassis=11,slot=11,addr=0xe.1,disable-acs=on
)

# many_functions COUNT: sets MANY to a disk 0000:07:00.0 that can have COUNT virtual functions, each alone in its group. For the
# measurements with many lent groups, on debian12: the buses of debian13's own devices would have higher numbers.
many_functions() {
  MANY=(
    -device pcie-root-port,id=port5,bus=pcie.0,chassis=5,slot=5,addr=0x9
    -device nvme-subsys,id=many
    -device "nvme,serial=many,bus=port5,subsys=many,sriov_max_vfs=$1,sriov_vq_flexible=$(($1 * 2)),sriov_vi_flexible=$1,max_ioqpairs=$(($1 * 2 + 2)),msix_qsize=$(($1 + 5))"
  )
}

# shellcheck source=lab/hosts/debian13/devices
. "$LAB/hosts/debian13/devices"

# host_devices: sets DEVICES: the devices of the host, those of LAB_DEVICES, and for LAB_VIRTUAL_FUNCTIONS a disk with so many virtual
# functions. Makes the images of the disks.
host_devices() {
  local part
  truncate -s 64M "$LAB_OUT/disk.img" "$LAB_OUT/stick.img"
  MANY=()
  [[ -z ${LAB_VIRTUAL_FUNCTIONS-} ]] || many_functions "$LAB_VIRTUAL_FUNCTIONS"
  DEVICES=("${hotplug[@]}" "${iommu[@]}")
  for part in $HOST_DEVICES ${LAB_DEVICES-}; do
    local -n arguments=$part
    DEVICES+=("${arguments[@]}")
    unset -n arguments
  done
  DEVICES+=("${MANY[@]}")
  DEVICES=("${DEVICES[@]//@OUT@/$LAB_OUT}")
}
