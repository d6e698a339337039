// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.restore;

import io.bailiff.manager.api.RestorationRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.UUID;
import org.springframework.beans.factory.BeanFactory;

/** The requests of operators about restorations, without HTTP. */
public final class RestorationsInHand {

    private static final HttpServletRequest HTTP = (HttpServletRequest) Proxy.newProxyInstance(
            RestorationsInHand.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> "10.0.0.2");

    private final RestorationController controller;

    public RestorationsInHand(BeanFactory manager) {
        this.controller = manager.getBean(RestorationController.class);
    }

    /** Ends the wait for the host. */
    public void hurry(UUID assignment) {
        var unused = controller.now(
                assignment.toString(), new RestorationRequest("olga", "the schedule says so", null), HTTP);
    }

    public void cancel(UUID assignment) {
        var unused = controller.callOff(assignment.toString(), "olga", HTTP);
    }
}
