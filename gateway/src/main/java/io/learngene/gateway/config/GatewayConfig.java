package io.learngene.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** What only the gateway is told from outside. */
@ConfigMapping(prefix = "foundry.gateway")
public interface GatewayConfig {

    /** {@return largest upload in bytes} */
    @WithDefault("20000000000")
    long uploadBytes();

    /** {@return largest request document in bytes} */
    @WithDefault("1048576")
    int requestBytes();

    /** {@return most bytes of all uploads that are taken in at the same time, on the disk of {@link #directory}} */
    @WithDefault("40000000000")
    long spoolBytes();

    /** {@return most uploads at the same time, and most downloads; more are answered with 503} */
    @WithDefault("8")
    int transfers();

    /**
     * {@return most connections at the same time; more are closed at once. Each may wait for its client with an answer in memory}
     */
    @WithDefault("512")
    int connections();

    /**
     * {@return how long a client may be slow: a document has to be here by then, an upload brings a kilobyte for every second of
     * it, a download takes something}
     */
    @WithDefault("30s")
    Duration clientPatience();

    /** {@return who asks callers who they are} */
    @WithDefault("loopback")
    Access access();

    /** {@return SHA-256 of a key of an operator, who makes the others} */
    Optional<String> operatorKeyDigest();

    /** {@return how much one caller may ask, where callers are asked who they are} */
    Rate rate();

    /** {@return names that the gateway is addressed by, besides localhost and its addresses} */
    Optional<Set<String>> hosts();

    /** {@return what is accepted, so that no request makes a worker allocate without bounds} */
    Limits limits();

    /**
     * {@return how long a request waits for the broker before it is answered with 503; longer than the producer tries, so that
     * such a request was hardly ever accepted}
     */
    @WithDefault("25s")
    Duration brokerPatience();

    /** {@return how long it is believed which content of a dataset is the newest} */
    @WithDefault("2s")
    Duration datasetCache();

    /**
     * {@return operations that a worker is taken to do in a second where no job of a kind has finished yet: what two cores do in fp32}
     */
    @WithDefault("200000000000")
    double flopsPerSecond();

    /** {@return how much projects may have, by their names; those that are not named may have anything} */
    Map<String, Quota> project();

    /** {@return how old something has to be that nobody refers to before it is removed, and how long ago its job ended} */
    @WithDefault("7d")
    Duration cleanGrace();

    /** {@return folder for the local state of the view; default below the system's temporary folder} */
    Optional<Path> directory();

    /** {@return consumer group of the view; replicas share it} */
    @WithDefault("learngene-gateway-view")
    String viewId();

    /** {@return pause between two signs of life on a stream of events} */
    @WithDefault("10s")
    Duration heartbeat();

    /** Who asks callers who they are. */
    enum Access {
        /** Nobody: whoever is on this machine may do everything, and the gateway listens nowhere else. */
        LOOPBACK,
        /** The gateway: every request needs a key. */
        KEYS,
        /** The gateway: every request needs a token of the issuer that {@code quarkus.oidc.*} names, or a key. */
        OIDC,
        /** A proxy, which alone can reach the gateway. Nobody is asked here. */
        PROXY;

        /** {@return whether the gateway itself asks} */
        public boolean asks() {
            return this == KEYS || this == OIDC;
        }
    }

    /** How much one caller may ask of one gateway. */
    interface Rate {
        /** {@return requests a second, over a while; 0 for as many as anybody likes} */
        @WithDefault("50")
        double requests();

        /** {@return requests one after the other, after a pause} */
        @WithDefault("500")
        int burst();

        /** {@return requests that have not ended, streams of events and transfers among them; 0 for as many as anybody likes} */
        @WithDefault("64")
        int concurrent();
    }

    /** How much a project may have. */
    interface Quota {
        /** {@return most jobs that have not ended} */
        OptionalInt maxJobs();

        /** {@return most hours that workers are on its jobs within 28 days} */
        OptionalDouble maxDeviceHours();

        /** {@return most bytes in the store} */
        OptionalLong maxBytes();
    }

    /** What a request may make a worker allocate. */
    interface Limits {
        /** {@return most parameters of a network} */
        @WithDefault("1000000000")
        long parameters();

        /** {@return most images of the built-in dataset, training and test images together} */
        @WithDefault("1000000")
        long syntheticImages();

        /** {@return most bytes of decoded images that stay in memory, see {@code dataset.image_size}} */
        @WithDefault("20000000000")
        long imageBytes();

        /** {@return most bytes of weights, optimiser and activations of a pass, as they are estimated} */
        @WithDefault("400000000000")
        long trainingBytes();
    }
}
