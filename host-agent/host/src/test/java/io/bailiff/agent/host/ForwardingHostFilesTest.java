// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardingHostFilesTest {

    private static final List<Object> VALUES = List.of(
            "/sys/a",
            new byte[] {1},
            7,
            true,
            Duration.ofSeconds(3),
            Optional.of("/sys/b"),
            Predicate.isEqual("line"),
            LinkSettings.unavailable("no reason"));

    static Stream<Method> everyCall() {
        return Arrays.stream(HostFiles.class.getMethods());
    }

    @ParameterizedTest
    @MethodSource("everyCall")
    void forwardsTheCallWithItsArguments(Method call) throws ReflectiveOperationException {
        List<List<Object>> received = new ArrayList<>();
        HostFiles target = (HostFiles) Proxy.newProxyInstance(
                HostFiles.class.getClassLoader(), new Class<?>[] {HostFiles.class}, (proxy, method, arguments) -> {
                    received.add(List.of(method, arguments == null ? List.of() : Arrays.asList(arguments)));
                    return value(method.getReturnType());
                });
        Object[] arguments = Arrays.stream(call.getParameterTypes())
                .map(ForwardingHostFilesTest::value)
                .toArray();

        Object answer = call.invoke(new ForwardingHostFiles(target) {}, arguments);

        assertThat(received).containsExactly(List.of(call, Arrays.asList(arguments)));
        assertThat(answer).isEqualTo(call.getReturnType() == void.class ? null : value(call.getReturnType()));
    }

    /** A value of this type, the same each time. */
    private static Object value(Class<?> type) {
        return VALUES.stream()
                .filter(value -> type.isInstance(value) || isPrimitiveOf(type, value))
                .findFirst()
                .orElse(List.of());
    }

    private static boolean isPrimitiveOf(Class<?> type, Object value) {
        return (type == int.class && value instanceof Integer) || (type == boolean.class && value instanceof Boolean);
    }
}
