// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * An IPv4 or IPv6 prefix, or a single address as the prefix of full length.
 *
 * @param isIpv6 false for IPv4
 * @param bits the address as a number
 * @param length the number of significant bits
 */
public record IpPrefix(boolean isIpv6, BigInteger bits, int length) {

    private static final IpPrefix LINK_LOCAL =
            new IpPrefix(true, BigInteger.valueOf(0xfe80).shiftLeft(112), 10);
    private static final IpPrefix MULTICAST =
            new IpPrefix(true, BigInteger.valueOf(0xff).shiftLeft(120), 8);

    /** @throws IllegalArgumentException if the length does not fit the address family */
    public IpPrefix {
        if (length < 0 || length > width(isIpv6) || bits.signum() < 0 || bits.bitLength() > width(isIpv6)) {
            throw new IllegalArgumentException("Invalid prefix length " + length);
        }
    }

    /** @param bytes the address in network byte order: 4 bytes for IPv4, 16 bytes for IPv6 */
    public static IpPrefix of(byte[] bytes, int length) {
        if (bytes.length != 4 && bytes.length != 16) {
            throw new IllegalArgumentException("An address has 4 or 16 bytes, and not " + bytes.length);
        }
        return new IpPrefix(bytes.length == 16, new BigInteger(1, bytes), length);
    }

    /** Returns the prefix of full length. */
    public static IpPrefix of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return of(bytes, bytes.length * 8);
    }

    /** Returns true for {@code 0.0.0.0/0} and {@code ::/0}. */
    public boolean isDefault() {
        return length == 0;
    }

    /** Returns true for a prefix in {@code fe80::/10}. */
    public boolean isIpv6LinkLocal() {
        return LINK_LOCAL.contains(this);
    }

    /** Returns true for a prefix in {@code ff00::/8}. */
    public boolean isIpv6Multicast() {
        return MULTICAST.contains(this);
    }

    /** Returns true if all addresses of the other prefix are in the prefix. */
    public boolean contains(IpPrefix other) {
        int shift = width(isIpv6) - length;
        return isIpv6 == other.isIpv6
                && length <= other.length
                && bits.shiftRight(shift).equals(other.bits.shiftRight(shift));
    }

    /** Returns the address, with the length unless the length is full: {@code 10.0.0.0/8}, {@code 10.1.2.3}. */
    @Override
    public String toString() {
        return length == width(isIpv6) ? address() : address() + "/" + length;
    }

    private String address() {
        byte[] bytes = new byte[width(isIpv6) / 8];
        byte[] number = bits.toByteArray();
        int count = Math.min(number.length, bytes.length);
        System.arraycopy(number, number.length - count, bytes, bytes.length - count, count);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(Arrays.toString(bytes), impossible);
        }
    }

    private static int width(boolean isIpv6) {
        return isIpv6 ? 128 : 32;
    }
}
