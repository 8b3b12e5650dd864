package io.learngene.gateway;

import io.learngene.gateway.access.Keys;
import io.learngene.gateway.access.Listening;
import io.learngene.gateway.comparison.Comparisons;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.live.Curves;
import io.learngene.gateway.quota.Quotas;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.RocksLibrary;
import io.learngene.gateway.view.TopicMeters;
import io.learngene.runtime.startup.Prerequisites;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Begins to follow Kafka when broker and store are there; until then requests are answered with 503. */
@ApplicationScoped
class Start {

    private final GatewayConfig config;
    private final String host;

    Start(GatewayConfig config, @ConfigProperty(name = "quarkus.http.host") String host) {
        this.config = config;
        this.host = host;
    }

    /** Runs before the port is opened. */
    void start(
            @Observes StartupEvent event,
            Prerequisites prerequisites,
            Families families,
            Curves curves,
            TopicMeters topics,
            Comparisons comparisons,
            Quotas quotas,
            Keys keys) {
        Listening.require(host, config.access());
        RocksLibrary.require();
        prerequisites.whenReady(
                keys::start, families::start, curves::start, topics::start, quotas::start, comparisons::start);
    }
}
