// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

import io.bailiff.manager.api.RecordEntry;
import io.bailiff.manager.audit.Texts;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;

/** Writes every time of the operators' resources with three digits of a second. Earlier versions stored microseconds. */
@Configuration(proxyBeanMethods = false)
class ViewTimes {

    @Bean
    JsonMapperBuilderCustomizer milliseconds() {
        return json -> json.addModule(new SimpleModule("milliseconds").setSerializerModifier(new OfViews()));
    }

    private static final class OfViews extends ValueSerializerModifier {

        private static final long serialVersionUID = 1;

        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription.Supplier bean, List<BeanPropertyWriter> properties) {
            if (bean.getBeanClass().getPackageName().equals(RecordEntry.class.getPackageName())) {
                properties.stream()
                        .filter(property -> property.getType().hasRawClass(Instant.class))
                        .forEach(property -> property.assignSerializer(new Milliseconds()));
            }
            return properties;
        }
    }

    private static final class Milliseconds extends ValueSerializer<Object> {

        @Override
        public void serialize(Object time, JsonGenerator json, SerializationContext context) {
            json.writeString(Texts.time((Instant) time));
        }
    }
}
