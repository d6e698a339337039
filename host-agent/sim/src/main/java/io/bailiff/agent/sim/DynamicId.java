// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An id added to a driver by {@code new_id}: new_id_store in drivers/pci/pci-driver.c reads up to six hexadecimal numbers. Missing ids of the
 * subsystem match anything, and so does {@link #ANY} as an id.
 */
record DynamicId(int vendor, int device, int subvendor, int subdevice, int classCode, int classMask) {

    static final int ANY = 0xffffffff;

    private static final Pattern NUMBER = Pattern.compile("\\G[ \\t-\\r\u00a0]*(?:0[xX])?([0-9a-fA-F]+)");
    private static final int MOST = 6;

    /** @throws KernelException EINVAL without a vendor and a device */
    static DynamicId parse(String text) throws KernelException {
        List<Integer> numbers = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(text);
        while (numbers.size() < MOST && matcher.find()) {
            String digits = matcher.group(1);
            numbers.add(Integer.parseUnsignedInt(digits.substring(Math.max(0, digits.length() - 8)), 16));
        }
        if (numbers.size() < 2) {
            throw new KernelException(SimErrno.EINVAL);
        }
        List<Integer> missing = List.of(ANY, ANY, ANY, ANY, 0, 0);
        numbers.addAll(missing.subList(numbers.size(), MOST));
        return new DynamicId(
                numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4), numbers.get(5));
    }

    boolean matches(FunctionSpec function) {
        return isOrAny(vendor, function.vendor())
                && isOrAny(device, function.device())
                && isOrAny(subvendor, function.subsystemVendor())
                && isOrAny(subdevice, function.subsystemDevice())
                && ((classCode ^ Integer.parseInt(function.classCode(), 16)) & classMask) == 0;
    }

    /** Returns true if a driver's built-in id is about the same vendor and device. */
    boolean isSame(IdMatch builtIn) {
        return builtIn.equals(IdMatch.device(digits(vendor), digits(device)));
    }

    private static boolean isOrAny(int wanted, String digits) {
        return wanted == ANY || wanted == Integer.parseInt(digits, 16);
    }

    private static String digits(int id) {
        return String.format("%04x", id);
    }
}
