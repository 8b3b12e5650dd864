package io.learngene.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.local.client.FakeGateway;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/** A command line that was typed, run in this process, and what came of it. */
record Typed(int code, String out, String err) {

    /**
     * @param arguments command and options
     * @return exit code and what it printed
     */
    static synchronized Typed run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
            int code = Foundry.run(arguments);
            return new Typed(code, text(printed), text(told));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** The same against a gateway. */
    static Typed run(FakeGateway gateway, String... arguments) {
        return run(Stream.concat(Arrays.stream(arguments), Stream.of("--gateway", gateway.address()))
                .toArray(String[]::new));
    }

    Typed succeeded() {
        assertThat(code).as(out + err).isZero();
        return this;
    }

    /** It says in one line what is wrong. */
    Typed failedWith(int expected) {
        assertThat(err).startsWith("foundry: ").doesNotContain("\tat ", "Exception");
        assertThat(err.lines()).as(err).hasSize(1);
        assertThat(code).as(err).isEqualTo(expected);
        return this;
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
