package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.local.client.FakeGateway;
import io.learngene.local.client.FoundryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that cannot do what was asked: one line, the exit code, the true cause, and nothing is harmed. */
class ManyWaysToFailTest {

    private static final FakeGateway.Answer UNKNOWN = of(404, "{\"detail\": \"no family x\", \"status\": 404}");

    @TempDir
    private Path folder;

    @Test
    void familyThatIsNoneIsTheGatewaysToRefuse() {
        // Given
        try (FakeGateway gateway = new FakeGateway(UNKNOWN)) {
            // When
            Typed outcome = Typed.run(gateway, "show", "a b");

            // Then
            assertThat(outcome.failedWith(2).err()).contains("no family x");
            assertThat(gateway.requests().get(0).target()).isEqualTo("/families/a%20b");
        }
    }

    @Test
    void addressWithoutASchemeIsNamedWithTheRemedy() {
        // When
        Typed outcome = Typed.run("list", "--gateway", "localhost:8080");

        // Then
        assertThat(outcome.failedWith(2).err()).contains("'localhost:8080'", "http://localhost:8080");
    }

    @ParameterizedTest
    @CsvSource({"'', is empty", "'\n \n', is empty"})
    void requestOfNothingIsRefused(String content, String reason) throws IOException {
        // Given
        Path request = Files.writeString(folder.resolve("pets.yaml"), content);
        try (FakeGateway gateway = new FakeGateway(UNKNOWN)) {
            // When
            Typed outcome = Typed.run(gateway, "submit", request.toString());

            // Then
            assertThat(outcome.failedWith(2).err()).contains(request + " " + reason, "dataset");
            assertThat(gateway.requests()).isEmpty();
        }
    }

    @Test
    void requestWithoutAnEndIsNotReadToIt() {
        // Given
        try (FakeGateway gateway = new FakeGateway(UNKNOWN)) {
            // When
            Typed outcome = Typed.run(gateway, "submit", "/dev/zero");

            // Then
            assertThat(outcome.failedWith(2).err()).contains("/dev/zero has more than");
        }
    }

    @Test
    void requestThatIsMissingOrAFolderIsNamed() {
        // Given
        try (FakeGateway gateway = new FakeGateway(UNKNOWN)) {
            // When
            Typed missing =
                    Typed.run(gateway, "submit", folder.resolve("no.yaml").toString());
            Typed wrong = Typed.run(gateway, "submit", folder.toString());

            // Then
            assertThat(missing.failedWith(2).err())
                    .contains("cannot read " + folder.resolve("no.yaml") + ": no such file");
            assertThat(wrong.failedWith(2).err()).contains("cannot read " + folder + ": it is a folder");
        }
    }

    @Test
    void requestFromAPipeIsReadToItsEnd() throws Exception {
        // Given
        Path pipe = pipe("request.yaml");
        Thread writer = new Thread(() -> write(pipe, "dataset: pets\n"));
        writer.start();
        try (FakeGateway gateway = new FakeGateway(of(202, "{\"family\": \"f-1\"}"))) {
            // When
            Typed outcome = Typed.run(gateway, "submit", pipe.toString());

            // Then
            assertThat(outcome.succeeded().out()).isEqualTo("f-1\n");
            assertThat(gateway.requests().get(0).text()).isEqualTo("dataset: pets\n");
        }
        writer.join();
    }

    @Test
    void datasetFromAPipeIsRefusedAndNotWaitedFor() throws Exception {
        // Given
        Path pipe = pipe("pets.zip");
        try (FakeGateway gateway = new FakeGateway(UNKNOWN)) {
            // When
            Typed outcome = Typed.run(gateway, "dataset", "add", "pets", pipe.toString());

            // Then
            assertThat(outcome.failedWith(2).err()).contains(pipe + " is neither a file nor a folder");
        }
    }

    @Test
    void reportIntoAFolderIsRefusedBeforeItIsMade() {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(200, "<html></html>"))) {
            // When
            Typed outcome = Typed.run(gateway, "report", "f-1", "--to", folder.toString());

            // Then
            assertThat(outcome.failedWith(2).err()).contains("cannot write " + folder + ": it is a folder");
            assertThat(folder).isEmptyDirectory();
            assertThat(gateway.requests()).isEmpty();
        }
    }

    @Test
    void downloadIntoAFileIsRefusedAndTheFileStays() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("notes.txt"), "mine");
        String models =
                "{\"models\": [{\"name\": \"L06\", \"files\": [{\"name\": \"config.json\", \"sha256\": \"0\"}]}]}";
        String view = "{\"family\": \"f-1\", \"state\": \"done\", \"jobs\": [], \"descendants\": []}";
        try (FakeGateway gateway = new FakeGateway(of(200, models), of(200, view), of(200, "{}"))) {
            // When
            Typed outcome = Typed.run(gateway, "download", "f-1", "--to", file.toString());

            // Then
            assertThat(outcome.failedWith(2).err()).contains("cannot write " + file, file + " is no folder");
            assertThat(file).hasContent("mine");
        }
    }

    @Test
    void downloadBeforeAModelIsDoneSaysWhereToLook() {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(200, "{\"models\": []}"))) {
            // When
            Typed outcome = Typed.run(gateway, "download", "f-1", "--to", folder.toString());

            // Then
            assertThat(outcome.failedWith(1).err()).contains("none of these yet", "foundry show f-1");
        }
    }

    @Test
    void downloadOfSomeOfTheModelsSaysThatTheOthersAreMissing() {
        // Given
        String models = "{\"models\": [{\"name\": \"L06\", \"files\": []}]}";
        String view = "{\"family\": \"f-1\", \"state\": \"running\", \"jobs\": [], \"descendants\": ["
                + "{\"name\": \"L06\", \"depth\": 6, \"parameters\": 1}, {\"name\": \"L08\", \"depth\": 8, \"parameters\": 1}]}";
        try (FakeGateway gateway = new FakeGateway(of(200, models), of(200, view))) {
            // When
            Typed outcome = Typed.run(gateway, "download", "f-1", "--to", folder.toString());

            // Then
            assertThat(outcome.succeeded().err()).contains("1 of 2 models are there yet", "foundry show f-1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../L06", "..", "/etc", "a/b", ".ssh", ""})
    void nameThatLeadsOutOfTheFolderIsNotFollowed(String name) {
        // Given
        String models = "{\"models\": [{\"name\": \"" + name + "\", \"files\": [{\"name\": \"config.json\"}]}]}";
        String view = "{\"family\": \"f-1\", \"state\": \"done\", \"jobs\": [], \"descendants\": []}";
        try (FakeGateway gateway = new FakeGateway(of(200, models), of(200, view), of(200, "{}"))) {
            // When
            Typed outcome = Typed.run(
                    gateway, "download", "f-1", "--to", folder.resolve("models").toString());

            // Then
            assertThat(outcome.code()).isNotZero();
            assertThat(outcome.err()).contains("'" + name + "'");
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void ancestorThatCannotBeReadIsTheCauseAndNotTheGateway() throws IOException {
        // Given: a file that is there, and no more when it is opened
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), "{}");
        Files.createSymbolicLink(model.resolve("model.safetensors"), Path.of("/proc/self/mem"));
        try (FakeGateway gateway = new FakeGateway(of(201, "{}"))) {
            // When
            Typed outcome = Typed.run(gateway, "ancestor", "add", "x", model.toString());

            // Then
            assertThat(outcome.failedWith(FoundryException.FAILED).err())
                    .contains("cannot read " + model.resolve("model.safetensors"));
        }
    }

    @Test
    void unknownOptionIsOneLineWithTheWayToHelp() {
        // When
        Typed outcome = Typed.run("list", "--jason");

        // Then
        assertThat(outcome.failedWith(2).err()).contains("--jason", "see foundry list --help");
    }

    @Test
    void commandThatIsAlmostOneIsGuessed() {
        // When
        Typed outcome = Typed.run("lst");

        // Then
        assertThat(outcome.failedWith(2).err()).contains("'lst'", "did you mean", "list", "see foundry --help");
    }

    @Test
    void faultOfTheProgramIsOneLineToo() {
        // When
        java.io.StringWriter told = new java.io.StringWriter();
        int code = Failure.tell(new IllegalStateException("two\nlines"), new java.io.PrintWriter(told, true));

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(told.toString().lines()).hasSize(1);
        assertThat(told.toString()).contains("IllegalStateException: two lines", "fault of the program");
    }

    @Test
    void memoryThatIsUsedUpIsNamedWithTheRemedy() {
        // When
        java.io.StringWriter told = new java.io.StringWriter();
        int code = Failure.tell(new OutOfMemoryError("Java heap space"), new java.io.PrintWriter(told, true));

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(told.toString()).contains("memory is used up", "FOUNDRY_JAVA_OPTIONS=-Xmx");
    }

    private Path pipe(String name) throws Exception {
        Path pipe = folder.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(10, TimeUnit.SECONDS))
                .isTrue();
        return pipe;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
