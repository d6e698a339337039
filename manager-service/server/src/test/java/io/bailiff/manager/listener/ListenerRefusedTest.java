// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class ListenerRefusedTest {

    @Test
    void theListenerForOperatorsListensOnLoopbackAddressesOnly() throws UnknownHostException {
        assertThatCode(() -> require("127.0.0.1")).doesNotThrowAnyException();
        assertThatCode(() -> require("::1")).doesNotThrowAnyException();
        for (String address : new String[] {"0.0.0.0", "::", "192.0.2.1"}) {
            assertThatThrownBy(() -> require(address)).isInstanceOf(ListenerRefusedException.class);
        }
        assertThatThrownBy(() -> OperatorListener.requireLoopback(null))
                .as("every address")
                .isInstanceOf(ListenerRefusedException.class);
    }

    @Test
    void theRefusalSaysWhatToDo() {
        ListenerRefusedException refused = new ListenerRefusedException("0.0.0.0");
        assertThat(new ListenerRefusedAnalyzer().analyze(refused, refused).getAction())
                .contains("server.address", "127.0.0.1");
    }

    private static void require(String address) throws UnknownHostException {
        OperatorListener.requireLoopback(InetAddress.getByName(address));
    }
}
