// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api.limit;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The components of a record type with their limits, read once for each type. A component without {@code @Nullable} is required.
 *
 * @param components the components in the order of their declaration
 * @param constructor the canonical constructor
 */
record RecordShape(List<Component> components, Constructor<?> constructor) {

    private static final ClassValue<RecordShape> KNOWN = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return read(type);
        }
    };

    /**
     * A component of a record.
     *
     * @param name the name in Java and in JSON
     * @param accessor reads the value
     * @param required true if the value must not be null
     * @param text the limit of a text or of the texts of a list, or null
     * @param spelling the pattern of {@code text}, or null if every text is allowed
     * @param entries the limit of a list, or null
     * @param range the limits of a number, or null
     */
    record Component(
            String name,
            Method accessor,
            boolean required,
            @Nullable Text text,
            @Nullable Pattern spelling,
            @Nullable Entries entries,
            @Nullable Range range) {

        @Nullable
        Object of(Record value) {
            try {
                return accessor.invoke(value);
            } catch (ReflectiveOperationException defect) {
                throw new IllegalStateException("cannot read the component " + name + " of a report", defect);
            }
        }
    }

    static RecordShape of(Class<?> type) {
        return KNOWN.get(type);
    }

    /** Returns a record of the same type with other values. */
    Record with(@Nullable Object[] values) {
        try {
            return (Record) constructor.newInstance(values);
        } catch (ReflectiveOperationException defect) {
            throw new IllegalStateException(
                    "cannot make a " + constructor.getDeclaringClass().getSimpleName(), defect);
        }
    }

    private static RecordShape read(Class<?> type) {
        RecordComponent[] all = type.getRecordComponents();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return new RecordShape(
                    Arrays.stream(all).map(RecordShape::component).toList(), constructor);
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException("a record without its canonical constructor: " + type, impossible);
        }
    }

    private static Component component(RecordComponent component) {
        Text text = component.getAnnotation(Text.class);
        return new Component(
                component.getName(),
                component.getAccessor(),
                !component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                text,
                text == null || text.spelling().isEmpty() ? null : Pattern.compile(text.spelling()),
                component.getAnnotation(Entries.class),
                component.getAnnotation(Range.class));
    }
}
