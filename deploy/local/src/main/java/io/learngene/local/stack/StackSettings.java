package io.learngene.local.stack;

import io.learngene.stack.Ports;
import io.learngene.stack.StackException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

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
 * @param torchScript whether ancestors may be TorchScript files, which run their author's code
 */
public record StackSettings(
        Path state,
        int brokerPort,
        int storePort,
        int gatewayPort,
        int distillerPort,
        int expanderPort,
        int tunerPort,
        boolean torchScript) {

    /**
     * File in the state folder that may hold other settings, for example {@code gateway.port=8090}, where 0 takes any, or {@code
     * ancestor.torchscript=true}.
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
        return new StackSettings(
                state,
                port(properties, "broker.port", 9092),
                port(properties, "store.port", 9000),
                port(properties, "gateway.port", 8080),
                port(properties, "distiller.port", 8081),
                port(properties, "expander.port", 8082),
                port(properties, "tuner.port", 8083),
                on(properties, "ancestor.torchscript"));
    }

    /** {@return the same with free ports everywhere} */
    public StackSettings onFreePorts() {
        return new StackSettings(
                state, Ports.free(), Ports.free(), Ports.free(), Ports.free(), Ports.free(), Ports.free(), torchScript);
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
