package io.learngene.gateway.config;

import io.learngene.runtime.config.FoundryConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** The gateway's settings for tests without a container. */
public final class Settings {

    private Settings() {}

    /**
     * @param given what differs from the defaults, by name below {@code foundry.gateway.}
     * @return the settings
     */
    public static GatewayConfig of(Map<String, String> given) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withMapping(GatewayConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter());
        given.forEach((name, value) ->
                builder.withSources(new PropertiesConfigSource(Map.of("foundry.gateway." + name, value), name, 500)));
        return builder.build().getConfigMapping(GatewayConfig.class);
    }

    /** {@return the defaults of what every service is told, and a secret} */
    public static FoundryConfig foundry() {
        return new SmallRyeConfigBuilder()
                .withMapping(FoundryConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                // The one thing that has no default.
                .withSources(new PropertiesConfigSource(Map.of("foundry.store.secret-key", "of-tests"), "secret", 500))
                .build()
                .getConfigMapping(FoundryConfig.class);
    }
}
