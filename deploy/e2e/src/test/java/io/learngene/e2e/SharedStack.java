package io.learngene.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes that need no stack of their own the same one: starting it costs more than most of them. The first class of a JVM
 * starts it, and it ends with the JVM's last. A class finds there what others made, and of it nothing goes on after its end.
 */
public final class SharedStack implements ParameterResolver, AfterAllCallback {

    private static final Namespace NAMESPACE = Namespace.create(SharedStack.class);

    private record Running(Path folder, Stack stack) implements AutoCloseable {

        @Override
        public void close() {
            stack.close();
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return running(context).stack();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Stack.cancelEverything(running(context).stack().client());
    }

    private static Running running(ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .getOrComputeIfAbsent("stack", key -> start(), Running.class);
    }

    private static Running start() {
        try {
            Path folder = Files.createTempDirectory("shared-stack");
            // One of the classes has ancestors that are programs.
            Files.writeString(folder.resolve("foundry.properties"), "ancestor.torchscript=true\n");
            return new Running(folder, Stack.start(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
