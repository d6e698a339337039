package io.bailiff.manager.guest;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How guests are dealt with.
 *
 * @param askAgain a guest that is to release functions is asked again this often
 */
@ConfigurationProperties("bailiff.guest")
record GuestProperties(@DefaultValue("10s") Duration askAgain) {}
