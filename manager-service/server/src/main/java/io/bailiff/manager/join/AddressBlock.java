// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** The addresses that count as one caller: an IPv4 address, or the 64-bit prefix of an IPv6 address, which a single machine often has. */
public final class AddressBlock {

    private static final int PREFIX_BYTES = 8;

    private AddressBlock() {}

    /** Returns the block of an address as the socket names it. */
    public static String of(String address) {
        try {
            // An address in digits is never looked up.
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), PREFIX_BYTES))
                    : parsed.getHostAddress();
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }
}
