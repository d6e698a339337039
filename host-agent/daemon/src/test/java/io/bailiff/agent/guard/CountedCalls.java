// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The calls of interfaces to the host and to the disk, each as method and first argument. */
final class CountedCalls {

    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    <T> T of(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, call, words) -> {
            calls.add(call.getName() + " " + (words == null ? "" : words[0]));
            return invoke(target, call, words);
        }));
    }

    private static Object invoke(Object target, Method call, Object[] words) throws Throwable {
        try {
            return call.invoke(target, words);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    void forget() {
        calls.clear();
    }

    List<String> all() {
        return List.copyOf(calls);
    }
}
