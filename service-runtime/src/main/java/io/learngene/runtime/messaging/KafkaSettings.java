package io.learngene.runtime.messaging;

import java.util.HashMap;
import java.util.Map;

/**
 * How to reach the broker: everything that is configured as {@code kafka.*} ({@code bootstrap.servers}, {@code security.protocol},
 * {@code sasl.*}, {@code ssl.*}), shared by all clients of a service.
 *
 * @param shared Kafka's own names and their values
 */
public record KafkaSettings(Map<String, Object> shared) {

    public KafkaSettings {
        shared = Map.copyOf(shared);
    }

    /**
     * @param bootstrapServers brokers
     * @return settings for a broker without authentication
     */
    public static KafkaSettings of(String bootstrapServers) {
        return new KafkaSettings(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** {@return brokers, for people} */
    public String bootstrapServers() {
        return String.valueOf(shared.get("bootstrap.servers"));
    }

    /**
     * @param own what one client needs
     * @return the shared settings, and those of the client, which weigh more
     */
    public Map<String, Object> with(Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(shared);
        all.putAll(own);
        return all;
    }

    /** {@return the brokers; the rest may hold passwords} */
    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrapServers() + "]";
    }
}
