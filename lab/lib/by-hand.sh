# Moves the seed group by hand, and plugs a function of the group into a guest, without Bailiff. Sourced.
# shellcheck shell=bash

to_vfio() {
  in_host "for f in $FIRST $SECOND; do
    echo vfio-pci > /sys/bus/pci/devices/\$f/driver_override
    echo \$f > /sys/bus/pci/devices/\$f/driver/unbind
    echo \$f > /sys/bus/pci/drivers_probe
  done"
  expect_bindings vfio-pci vfio-pci "$FIRST" "$SECOND"
}

to_host() {
  in_host "for f in $FIRST $SECOND; do
    echo e1000 > /sys/bus/pci/devices/\$f/driver_override
    [[ ! -e /sys/bus/pci/devices/\$f/driver ]] || echo \$f > /sys/bus/pci/devices/\$f/driver/unbind
    echo \$f > /sys/bus/pci/drivers_probe
    echo > /sys/bus/pci/devices/\$f/driver_override
  done"
  expect_seed_group_with_host
}

plug() {
  say "plugging $FIRST into $1"
  in_host -t 120 "cat > /run/ground.xml <<'END'
<hostdev mode='subsystem' type='pci' managed='no'><source><address domain='0' bus='2' slot='1' function='0'/></source><alias name='ua-ground'/></hostdev>
END
virsh attach-device $1 /run/ground.xml --live"
}
