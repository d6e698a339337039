package io.bailiff.manager.restore;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When assignments come back.
 *
 * @param settle so long has the host to leave the functions alone: between an unbind and the next bind it still wants them
 * @param look how often something is looked at although nothing said that it has changed
 */
@ConfigurationProperties("bailiff.restore")
record RestoreProperties(
        @DefaultValue("30s") Duration settle,
        @DefaultValue("10s") Duration look) {}
