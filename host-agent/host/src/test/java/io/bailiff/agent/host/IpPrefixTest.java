// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class IpPrefixTest {

    @Test
    void aPrefixContainsItsAddressesAndLongerPrefixesOfTheSameFamily() throws UnknownHostException {
        IpPrefix ten = prefix("10.0.0.0", 8);

        assertThat(ten.contains(prefix("10.1.2.3", 32))).isTrue();
        assertThat(ten.contains(prefix("11.0.0.0", 8))).isFalse();
        assertThat(ten.contains(prefix("0.0.0.0", 0))).isFalse();
        assertThat(prefix("::", 0).contains(prefix("10.1.2.3", 32))).isFalse();
    }

    @Test
    void anIpv4AddressInsideOfIpv6StaysIpv6() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;

        assertThat(IpPrefix.of(mapped, 96).contains(prefix("0.0.0.0", 0))).isFalse();
    }

    @Test
    void linkLocalIsFe80ToFebf() throws UnknownHostException {
        assertThat(prefix("fe80::1", 128).isIpv6LinkLocal()).isTrue();
        assertThat(prefix("febf::1", 128).isIpv6LinkLocal()).isTrue();
        assertThat(prefix("fec0::1", 128).isIpv6LinkLocal()).isFalse();
        assertThat(prefix("169.254.1.1", 32).isIpv6LinkLocal()).isFalse();
    }

    @Test
    void theTextHasTheLengthOnlyOfANetwork() throws UnknownHostException {
        assertThat(prefix("10.1.2.3", 32)).hasToString("10.1.2.3");
        assertThat(prefix("0.0.0.0", 8)).hasToString("0.0.0.0/8");
        assertThat(prefix("ffff::", 16)).hasToString("ffff:0:0:0:0:0:0:0/16");
    }

    @Test
    void aLengthBeyondTheFamilyIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new IpPrefix(false, BigInteger.ONE, 33));
        assertThatIllegalArgumentException().isThrownBy(() -> new IpPrefix(false, BigInteger.ONE.shiftLeft(32), 32));
    }

    private static IpPrefix prefix(String address, int length) throws UnknownHostException {
        return IpPrefix.of(InetAddress.getByName(address).getAddress(), length);
    }
}
