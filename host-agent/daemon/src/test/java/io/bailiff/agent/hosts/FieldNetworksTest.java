// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.Refusal.Code;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks of hosts in the field. */
class FieldNetworksTest extends FieldHostTests {

    private static final String ONBOARD_NIC = "0000:00:19.0";

    @Test
    void aDefaultRouteOfIpv6AloneKeepsTheGroupOfTheWifi() {
        FieldHost host = host("wifi-default-route-in-usb-group");

        assertThat(host.lendable()).containsExactly(ONBOARD_NIC);
        assertThat(host.codes("0000:00:14.3")).containsExactly(Code.DEFAULT_ROUTE);
        assertThat(host.evidence("0000:00:14.3")).containsExactly("/proc/1/net/ipv6_route");
        assertThat(host.exitCode("detach", "--with-siblings", "0000:00:14.0")).isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
    }

    @Test
    void theNicOfAVrfStaysAndAHostWithoutADefaultRouteIsUnknownForEachNic() {
        FieldHost host = host("management-nic-in-a-vrf");
        String management = "0000:07:00.0";

        assertThat(host.lendable()).isEmpty();
        assertThat(host.codes(management)).containsExactlyInAnyOrder(Code.INTERFACE_PORT, Code.UNKNOWN);
        assertThat(host.codes(ONBOARD_NIC)).containsExactlyInAnyOrder(Code.INTERFACE_ADDRESS, Code.UNKNOWN);
        assertThat(host.unknowns()).containsExactly(List.of(ONBOARD_NIC, management));
        assertThat(host.exitCode("detach", "--allow", "INTERFACE_PORT", management))
                .isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
    }

    @Test
    void aManagementAddressKeepsItsOwnNicAndFreesTheOther() {
        FieldHost host = host("management-nic-in-a-vrf");
        String onTheDataNic = "--management-address=198.0.0.10";

        assertThat(host.exitCode("detach", onTheDataNic, "--allow", "INTERFACE_ADDRESS", ONBOARD_NIC))
                .isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
        assertThat(host.exitCode("detach", onTheDataNic, "0000:07:00.0")).isEqualTo(REFUSED);
        assertThat(host.exitCode("detach", onTheDataNic, "--allow", "INTERFACE_PORT", "0000:07:00.0"))
                .isEqualTo(UNDONE);
        assertThat(host.unbound()).containsExactly("igb");
    }

    @Test
    void aManagementAddressWithoutARouteInTheTablesKeepsEveryNic() {
        FieldHost host = host("management-nic-in-a-vrf");
        String inTheVrf = "--management-address=192.0.2.10";

        assertThat(host.exitCode("detach", inTheVrf, "--allow", "INTERFACE_PORT", "0000:07:00.0"))
                .isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
    }

    @Test
    void theUplinkOfOpenVswitchStaysAndTheUnusedNicIsLent() {
        FieldHost host = host("default-route-on-open-vswitch");
        String uplink = "0000:05:00.0";
        String unused = "0000:06:00.0";

        assertThat(host.lendable()).containsExactly(ONBOARD_NIC, unused);
        assertThat(host.codes(uplink)).containsExactlyInAnyOrder(Code.DEFAULT_ROUTE, Code.INTERFACE_PORT);
        assertThat(host.unknowns()).isEmpty();
        assertThat(host.exitCode("detach", "--allow", "INTERFACE_PORT", uplink)).isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
        assertThat(host.exitCode("detach", unused)).isEqualTo(UNDONE);
        assertThat(host.unbound()).containsExactly("mlx5_core");
    }

    @Test
    void nicsWithGuestsStorageOrAnAddressAreNamedAndOnlyTheHostsOwnUsesCanBeAllowed() {
        FieldHost host = host("nics-with-guests-and-storage");

        assertThat(host.lendable()).isEmpty();
        assertThat(host.codes("0000:05:00.0")).containsExactlyInAnyOrder(Code.INTERFACE_PORT, Code.GUEST_NETWORK);
        assertThat(host.codes("0000:06:00.0")).containsExactly(Code.INTERFACE_ADDRESS);
        for (String ofTheBond : List.of("0000:07:00.0", "0000:08:00.0")) {
            assertThat(host.codes(ofTheBond)).containsExactlyInAnyOrder(Code.INTERFACE_PORT, Code.INTERFACE_ADDRESS);
        }
        assertThat(host.exitCode("detach", "--allow", "INTERFACE_PORT", "0000:05:00.0"))
                .isEqualTo(REFUSED);
        assertThat(host.exitCode("detach", "--allow", "INTERFACE_PORT", "0000:07:00.0"))
                .isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
        assertThat(host.exitCode("detach", "--allow", "INTERFACE_ADDRESS", "0000:06:00.0"))
                .isEqualTo(UNDONE);
        assertThat(host.unbound()).containsExactly("i40e");
    }
}
