package io.learngene.runtime.config;

import io.learngene.contracts.Topics;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What every service is told from outside. */
@ConfigMapping(prefix = "foundry")
public interface FoundryConfig {

    /** {@return the object store} */
    Store store();

    /** {@return pools of workers beside the default one, the same for every service} */
    Optional<Set<String>> pools();

    /** {@return this worker} */
    Worker worker();

    /** {@return how jobs are run} */
    Job job();

    /** {@return what is accepted as an ancestor} */
    Ancestor ancestor();

    /** The S3-compatible store. */
    interface Store {
        /** {@return URL, for example {@code http://127.0.0.1:9000}} */
        @WithDefault("http://127.0.0.1:9000")
        String endpoint();

        /** {@return bucket; made if missing} */
        @WithDefault("learngene-foundry")
        String bucket();

        /** {@return access key} */
        @WithDefault("foundry")
        String accessKey();

        /** {@return secret key; has none by default, which everybody would know} */
        String secretKey();

        /** {@return region; empty where the store has none} */
        Optional<String> region();

        /** {@return folder that its objects lie in, if it is on this machine: tells a full disk from other faults} */
        Optional<Path> folder();
    }

    /** This process. */
    interface Worker {
        /** {@return name shown with its jobs; default host and process id} */
        Optional<String> name();

        /** {@return folder of this process for work in progress and the cache; default below the system's temporary folder} */
        Optional<Path> directory();

        /** {@return bytes of datasets and ancestors that are kept} */
        @WithDefault("20000000000")
        long cacheBytes();

        /** {@return the pool whose jobs it takes, one of {@link FoundryConfig#pools} or the default one} */
        @WithDefault(Topics.DEFAULT_POOL)
        String pool();

        /** {@return kinds of jobs that it takes; default all of its service} */
        Optional<Set<String>> kinds();

        /** {@return jobs that it works on before it ends; default as many as there are} */
        OptionalInt jobs();

        /** {@return how long it waits for a job before it ends; default for ever} */
        Optional<Duration> idlePatience();
    }

    /** What is accepted as an ancestor. */
    interface Ancestor {
        /** Why a TorchScript file is refused where they are not switched on, and who can change it. */
        String TORCHSCRIPT_IS_OFF =
                "a TorchScript file is a program, and whoever loads it runs what its author put in; it is taken"
                        + " where the operator trusts its authors and has set foundry.ancestor.torchscript=true for gateway and workers;"
                        + " otherwise give the weights as model.safetensors";

        /** {@return whether TorchScript files are accepted and loaded: foreign code, run with the worker's rights} */
        @WithDefault("false")
        boolean torchscript();
    }

    /** How jobs are run. */
    interface Job {
        /** {@return attempts in a row that may fail or die without progress before a job is given up; restarts are free} */
        @WithDefault("5")
        int attempts();

        /** {@return how long a worker may be silent before its job is given to another; renewed every third of it} */
        @WithDefault("30s")
        Duration lockDuration();

        /** {@return pause before the second attempt; doubles with every further one, at most a minute} */
        @WithDefault("5s")
        Duration retryDelay();

        /** {@return how long a running job may take to save its state at shutdown} */
        @WithDefault("15s")
        Duration shutdownGrace();

        /** {@return work that shows no sign of progress for so long hangs: its job is queued anew and its process ended} */
        @WithDefault("30m")
        Duration progressDeadline();

        /** {@return how long one run of a job may take, after which it counts as failed; default as long as it takes} */
        Optional<Duration> timeLimit();

        /** {@return how long a job may wait for its first attempt, after which it fails; default as long as its record is kept} */
        Optional<Duration> startLimit();
    }
}
