# Moves functions by hand, and plugs a function of the seed group into a guest, without Bailiff. Sourced.
# shellcheck shell=bash

# move DRIVER ADDRESS...: unbinds the functions, and binds the driver.
move() {
  in_host "for f in ${*:2}; do
    echo $1 > /sys/bus/pci/devices/\$f/driver_override
    [[ ! -e /sys/bus/pci/devices/\$f/driver ]] || echo \$f > /sys/bus/pci/devices/\$f/driver/unbind
    echo \$f > /sys/bus/pci/drivers_probe
  done"
}

# to_vfio ADDRESS...
to_vfio() {
  move vfio-pci "$@"
  expect_bindings vfio-pci vfio-pci "$@"
}

# to_host DRIVER ADDRESS...
to_host() {
  move "$@"
  in_host "for f in ${*:2}; do
    echo > /sys/bus/pci/devices/\$f/driver_override
  done"
  expect_bindings "$1" none "${@:2}"
}

plug() {
  say "plugging $FIRST into $1"
  in_host -t 120 "cat > /run/ground.xml <<'END'
<hostdev mode='subsystem' type='pci' managed='no'><source><address domain='0' bus='2' slot='1' function='0'/></source><alias name='ua-ground'/></hostdev>
END
virsh attach-device $1 /run/ground.xml --live"
}
