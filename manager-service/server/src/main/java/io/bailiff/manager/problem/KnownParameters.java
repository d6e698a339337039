// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Rejects a request whose query has an unknown, repeated or empty parameter, or a value that the parameter does not have. The known
 * parameters are the {@link RequestParam}s of the method that handles the request. An ignored filter would return too much.
 *
 * <p>An agent may be newer than the manager, so an unknown parameter of an agent is ignored, as unknown fields of an agent's body are.
 */
final class KnownParameters implements HandlerInterceptor {

    private static final String OURS = "io.bailiff.manager";
    private static final String AGENTS = OURS + ".agent";

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method && isIn(OURS, method)) {
            Map<String, Class<?>> known = known(method);
            String resource = request.getMethod() + " " + request.getRequestURI();
            Query.parameters(request.getQueryString()).forEach((name, values) -> {
                if (known.containsKey(name)) {
                    check(name, values, known.get(name));
                } else if (!isIn(AGENTS, method)) {
                    throw ParameterProblems.unknown(name, resource, known.keySet())
                            .exception();
                }
            });
        }
        return true;
    }

    private static boolean isIn(String root, HandlerMethod method) {
        String name = method.getBeanType().getPackageName();
        return name.equals(root) || name.startsWith(root + ".");
    }

    private static Map<String, Class<?>> known(HandlerMethod method) {
        Map<String, Class<?>> known = new TreeMap<>();
        for (Parameter parameter : method.getMethod().getParameters()) {
            RequestParam named = parameter.getAnnotation(RequestParam.class);
            if (named != null) {
                known.put(named.name().isEmpty() ? parameter.getName() : named.name(), parameter.getType());
            }
        }
        return known;
    }

    private static void check(String name, List<String> values, Class<?> type) {
        if (values.size() > 1) {
            throw ParameterProblems.repeated(name, values.size()).exception();
        }
        String value = values.get(0);
        if (value.isBlank()) {
            throw ParameterProblems.empty(name).exception();
        }
        List<String> words = words(type);
        if (!words.isEmpty()) {
            Fields.oneOf(value, name, words.stream().collect(Collectors.toMap(Function.identity(), word -> word)));
        }
    }

    /** Returns the values of a type with few values; empty for other types. Spring would also accept other spellings of these values. */
    private static List<String> words(Class<?> type) {
        if (type == Boolean.class || type == boolean.class) {
            return List.of("true", "false");
        }
        Stream<Object> constants = type.isEnum() ? Arrays.stream((Object[]) type.getEnumConstants()) : Stream.empty();
        return constants.map(constant -> ((Enum<?>) constant).name()).toList();
    }
}
