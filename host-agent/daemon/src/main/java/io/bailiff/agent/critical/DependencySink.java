package io.bailiff.agent.critical;

/** Is told what was found at the lower end of a stack of devices. */
interface DependencySink {

    /**
     * A device that the stack rests on.
     *
     * @param path its real path in {@code /sys/devices}
     * @param chain what it is and what is on top of it: {@code /dev/sda1, under LVM volume vg0-root}
     */
    void found(String path, String chain);

    /** What it rests on cannot be told; the text is a sentence without its full stop. */
    void unknown(UnknownScope scope, String text);
}
