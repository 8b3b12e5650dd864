package io.learngene.local.stack;

import io.learngene.stack.Ports;
import io.learngene.stack.StackException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where the local stack lives and listens, and what it accepts.
 *
 * @param state folder with everything it keeps
 * @param brokerPort port of the broker
 * @param storePort port of the store
 * @param gatewayPort port of the gateway
 * @param distillerPort port of the distiller's health and metrics
 * @param expanderPort port of the expander's health and metrics
 * @param tunerPort port of the tuner's health and metrics
 * @param prometheusPort port of Prometheus, where it runs beside the stack
 * @param heaps largest heap of each service by its name, as Java's {@code -Xmx} takes it
 * @param torchScript whether ancestors may be TorchScript files, which run their author's code
 * @param door whom its gateway asks who they are
 */
public record StackSettings(
        Path state,
        int brokerPort,
        int storePort,
        int gatewayPort,
        int distillerPort,
        int expanderPort,
        int tunerPort,
        int prometheusPort,
        Map<String, String> heaps,
        boolean torchScript,
        Door door) {

    public StackSettings {
        heaps = Map.copyOf(heaps);
    }

    /**
     * File in the state folder that may hold other settings, for example {@code gateway.port=8090}, where 0 takes any, {@code
     * gateway.heap=512m}, {@code ancestor.torchscript=true} or {@code gateway.access=keys}.
     */
    public static final String FILE = "foundry.properties";

    /**
     * @param state folder
     * @return the settings in its file, defaults where there is none
     * @throws StackException if a port is none, or a switch neither true nor false
     */
    public static StackSettings read(Path state) {
        Properties properties = new Properties();
        Path file = state.resolve(FILE);
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                // What is no UTF-8, or ends within an escape.
                throw new StackException("cannot read " + file + ": " + e.getMessage() + "; mend or remove it");
            }
        }
        refuseUnknown(properties);
        Map<String, String> heaps = new TreeMap<>();
        Service.ALL.forEach(service -> heaps.put(service.name(), heap(properties, service)));
        return new StackSettings(
                state,
                port(properties, "broker.port", 9092),
                port(properties, "store.port", 9000),
                port(properties, "gateway.port", 8080),
                port(properties, "distiller.port", 8081),
                port(properties, "expander.port", 8082),
                port(properties, "tuner.port", 8083),
                port(properties, "prometheus.port", 9090),
                heaps,
                on(properties, "ancestor.torchscript"),
                Door.read(properties));
    }

    /** {@return the same with free ports everywhere} */
    public StackSettings onFreePorts() {
        return new StackSettings(
                state,
                Ports.free(),
                Ports.free(),
                Ports.free(),
                Ports.free(),
                Ports.free(),
                Ports.free(),
                Ports.free(),
                heaps,
                torchScript,
                door);
    }

    /** {@return the same with other ports of broker and store} */
    StackSettings with(int otherBroker, int otherStore) {
        return new StackSettings(
                state,
                otherBroker,
                otherStore,
                gatewayPort,
                distillerPort,
                expanderPort,
                tunerPort,
                prometheusPort,
                heaps,
                torchScript,
                door);
    }

    private static void refuseUnknown(Properties properties) {
        Set<String> known = new TreeSet<>(List.of(
                "broker.port", "store.port", "prometheus.port", "ancestor.torchscript", Door.ACCESS, Door.DIGEST));
        for (Service service : Service.ALL) {
            known.add(service.name() + ".port");
            known.add(service.heapSetting());
        }
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (!known.contains(name)) {
                throw new StackException(
                        FILE + ": " + name + ": there is no such setting; there are " + String.join(", ", known));
            }
        }
    }

    private static String heap(Properties properties, Service service) {
        String value = properties
                .getProperty(service.heapSetting(), service.largestHeap())
                .strip();
        if (!value.matches("[1-9]\\d{0,5}[mMgG]")) {
            throw new StackException(FILE + ": " + service.heapSetting() + ": '" + value
                    + "'; give megabytes or gigabytes, as 512m or 2g");
        }
        return value;
    }

    private static boolean on(Properties properties, String name) {
        String value = properties.getProperty(name, "false").strip();
        if (!value.equals("true") && !value.equals("false")) {
            throw new StackException(FILE + ": " + name + ": '" + value + "'; give true or false");
        }
        return value.equals("true");
    }

    private static int port(Properties properties, String name, int fallback) {
        String value = properties.getProperty(name, Integer.toString(fallback)).strip();
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65_535) {
            throw new StackException(FILE + ": " + name + ": '" + value + "'; give a port from 0 to 65535");
        }
        int port = Integer.parseInt(value);
        return port == 0 ? Ports.free() : port;
    }
}
