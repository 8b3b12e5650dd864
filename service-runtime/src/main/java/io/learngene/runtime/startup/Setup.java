package io.learngene.runtime.startup;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Vocabulary;
import io.learngene.runtime.config.FoundryConfig;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.MessagingException;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.messaging.TopicSetup;
import io.learngene.runtime.store.S3Store;
import io.learngene.runtime.store.StoreException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Prepares broker and store once and ends: topics, share groups of all kinds of jobs, and the bucket. An installation runs it before its
 * services, with the settings that they have; what it cannot do is told there instead of in the logs of all of them.
 */
public final class Setup {

    private static final String KAFKA = "kafka.";

    private Setup() {}

    /**
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.exit(run(config(), System.out, System.err));
    }

    /**
     * @param more sources beside the system's properties, the environment and those of the class path
     * @return the configuration, as the services read it
     */
    static SmallRyeConfig config(ConfigSource... more) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .addDiscoveredConverters()
                .withSources(more)
                .withMapping(FoundryConfig.class)
                // Of the gateway and of PyTorch, which have mappings of their own.
                .withValidateUnknown(false)
                .build();
    }

    /** {@return the exit code} */
    static int run(SmallRyeConfig config, PrintStream out, PrintStream err) {
        FoundryConfig foundry = config.getConfigMapping(FoundryConfig.class);
        KafkaSettings kafka = kafka(config);
        try (S3Store store = S3Store.of(foundry.store())) {
            Pools pools = Pools.of(foundry.pools().orElse(Set.of()));
            Prerequisites.prepare(kafka, pools, store);
            TopicSetup.groups(kafka, pools.topics(), foundry.job().lockDuration());
            out.println("topics and groups of " + Vocabulary.kinds().keySet() + " in the pools " + pools.names()
                    + " on " + kafka.bootstrapServers() + ", and the store " + store + ", are ready");
            return 0;
        } catch (MessagingException | StoreException | IllegalStateException | InvalidFieldException e) {
            err.println("not set up: " + e.getMessage());
            return 1;
        }
    }

    /** What Quarkus makes of the same names: variables of the environment are written with underscores. */
    static KafkaSettings kafka(SmallRyeConfig config) {
        Map<String, Object> settings = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            String dotted = name.toLowerCase(Locale.ROOT).replace('_', '.');
            if (dotted.startsWith(KAFKA)) {
                config.getOptionalValue(name, String.class)
                        .ifPresent(value -> settings.put(dotted.substring(KAFKA.length()), value));
            }
        }
        return new KafkaSettings(settings);
    }
}
