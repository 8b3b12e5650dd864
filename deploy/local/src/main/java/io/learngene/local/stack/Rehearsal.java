package io.learngene.local.stack;

import io.learngene.runtime.backoff.Backoff;
import io.learngene.stack.KafkaBroker;
import java.util.List;
import java.util.Map;

/**
 * What is otherwise in a stack whose parts are broken on purpose.
 *
 * @param services its services; several of a kind have other names and ports
 * @param proxies what stands before broker and store; null for nothing
 * @param environment variables of the services beside their own
 * @param pauses how long a part that ended waits before it is started again
 */
public record Rehearsal(List<Service> services, Proxies proxies, Map<String, String> environment, Backoff pauses) {

    /**
     * Ports on loopback that services come through.
     *
     * @param brokerDoor port that the broker listens on for its proxy
     * @param broker port of the broker's proxy
     * @param store port of the store's proxy
     */
    public record Proxies(int brokerDoor, int broker, int store) {}

    public Rehearsal {
        services = List.copyOf(services);
        environment = Map.copyOf(environment);
    }

    static Rehearsal none(List<Service> services) {
        return new Rehearsal(services, null, Map.of(), Supervisor.PAUSES);
    }

    KafkaBroker.Door door() {
        return proxies == null ? null : new KafkaBroker.Door(proxies.brokerDoor(), proxies.broker());
    }

    StackSettings seenByServices(StackSettings settings) {
        return proxies == null ? settings : settings.with(proxies.broker(), proxies.store());
    }
}
