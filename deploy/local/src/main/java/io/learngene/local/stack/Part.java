package io.learngene.local.stack;

import io.learngene.stack.JavaProcess;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One process of the stack.
 *
 * @param name name for people and in settings
 * @param port port that it listens on
 * @param launch starts its process, and does not wait until that is ready
 * @param ready whether it can be used
 * @param grace how long it may take to end in order before it is killed
 */
record Part(String name, int port, Supplier<JavaProcess> launch, BooleanSupplier ready, Duration grace) {}
