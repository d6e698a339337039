// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.database;

import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Divides the pool of connections into shares. A pool that is too small for the shares ends the start. */
@Configuration(proxyBeanMethods = false)
class SharedConnectionsConfiguration {

    /** The connections that the manager needs at least for itself: for the ladder, for the wakes, and for the events of libvirts. */
    private static final int OWN = 4;

    @Bean
    static BeanPostProcessor sharesOfTheDatabase(
            ObjectProvider<DatabaseProperties> properties, ObjectProvider<Environment> environment) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource pool && name.equals("dataSource")
                        ? shared(pool, poolSize(environment.getObject()), properties.getObject())
                        : bean;
            }
        };
    }

    private static int poolSize(Environment environment) {
        return environment.getRequiredProperty("spring.datasource.hikari.maximum-pool-size", Integer.class);
    }

    /** @throws PoolTooSmallException if the shares would leave too few connections for the manager itself */
    static DataSource shared(DataSource pool, int size, DatabaseProperties properties) {
        if (size < properties.sum() + OWN) {
            throw new PoolTooSmallException(size, properties.sum() + OWN);
        }
        return new SharedConnections(pool, properties::of, properties.longestWait());
    }
}
