// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import io.bailiff.agent.sim.ContractHost;
import java.util.ArrayDeque;
import java.util.Deque;

/** A function of a real host, open as a guest would have it (Documentation/driver-api/vfio.rst), in this process. */
final class VfioUse implements ContractHost.Use {

    private static final NativeLibrary LIBC = NativeLibrary.getInstance("c");
    private static final int READ_WRITE = 2;
    private static final int TYPE1_IOMMU = 1;
    private static final int FLAG_VIABLE = 1;

    private static final long SET_IOMMU = 0x3b66;
    private static final long GROUP_GET_STATUS = 0x3b67;
    private static final long GROUP_SET_CONTAINER = 0x3b68;
    private static final long GROUP_GET_DEVICE_FD = 0x3b6a;

    private final Deque<Integer> open = new ArrayDeque<>();

    private VfioUse() {}

    /** @throws IllegalStateException if the kernel does not let it; the message says at which step and with which errno */
    static VfioUse open(String group, String address) {
        VfioUse use = new VfioUse();
        try {
            use.openAll(group, address);
            return use;
        } catch (RuntimeException refused) {
            use.close();
            throw refused;
        }
    }

    private void openAll(String group, String address) {
        int container = step("open container", "open", "/dev/vfio/vfio", READ_WRITE);
        open.push(container);
        int groupFile = step("open group", "open", "/dev/vfio/" + group, READ_WRITE);
        open.push(groupFile);
        int[] status = {8, 0};
        step("get status", "ioctl", groupFile, GROUP_GET_STATUS, status);
        if ((status[1] & FLAG_VIABLE) == 0) {
            throw new IllegalStateException("group " + group + " is not viable");
        }
        step("set container", "ioctl", groupFile, GROUP_SET_CONTAINER, new IntByReference(container));
        step("set iommu", "ioctl", container, SET_IOMMU, TYPE1_IOMMU);
        open.push(step("get device", "ioctl", groupFile, GROUP_GET_DEVICE_FD, address));
    }

    /** Closes the group and the container. The kernel keeps the group in use for as long as the function is open. */
    VfioUse closeAllButDevice() {
        int device = open.pop();
        close();
        open.push(device);
        return this;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            step("close", "close", open.pop());
        }
    }

    private static int step(String what, String call, Object... arguments) {
        try {
            return LIBC.getFunction(call, Function.THROW_LAST_ERROR).invokeInt(arguments);
        } catch (LastErrorException failure) {
            throw new IllegalStateException(what + ": errno " + failure.getErrorCode(), failure);
        }
    }
}
