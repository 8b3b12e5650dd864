package io.learngene.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What only the gateway is told from outside. */
@ConfigMapping(prefix = "foundry.gateway")
public interface GatewayConfig {

    /** {@return largest upload in bytes} */
    @WithDefault("20000000000")
    long uploadBytes();

    /** {@return largest request document in bytes} */
    @WithDefault("1048576")
    int requestBytes();

    /** {@return how long a request waits for the broker before it is answered with 503} */
    @WithDefault("5s")
    Duration brokerPatience();

    /** {@return how long it is believed which content of a dataset is the newest} */
    @WithDefault("2s")
    Duration datasetCache();

    /** {@return folder for the local state of the view; default below the system's temporary folder} */
    Optional<Path> directory();

    /** {@return consumer group of the view; replicas share it} */
    @WithDefault("learngene-gateway-view")
    String viewId();

    /** {@return pause between two signs of life on a stream of events} */
    @WithDefault("10s")
    Duration heartbeat();
}
