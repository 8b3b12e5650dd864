package io.learngene.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Port;
import io.learngene.runtime.startup.Setup;
import io.learngene.stack.Repository;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The images' description, and the gateway's image as an OCI layout. No engine builds it, and no base image can be had without a
 * registry: the layers and settings of the Dockerfile's stage "service" lie on nothing, so that it has no Java and is inspected, not run.
 */
class ImagesTest {

    private static final Path IMAGES = Repository.root().resolve("deploy/images");
    private static final Path APPLICATION = Repository.root().resolve("gateway/target/quarkus-app");
    private static final long LARGEST = 300_000_000;

    @TempDir
    static Path folder;

    /** Names and bytes of the layout, and the names of the files in its layers. */
    private static final Map<String, byte[]> LAYOUT = new TreeMap<>();

    private static final List<TarArchiveEntry> FILES = new ArrayList<>();
    private static long size;

    @BeforeAll
    static void build() throws Exception {
        assertThat(APPLICATION).as("./mvnw -DskipTests package builds it").isDirectory();
        Dockerfile dockerfile = Dockerfile.read(IMAGES.resolve("Dockerfile"));
        JibContainerBuilder image = Jib.fromScratch()
                .setFormat(ImageFormat.OCI)
                .setUser(dockerfile.one("service", "USER"))
                .setExposedPorts(Port.tcp(Integer.parseInt(dockerfile.one("service", "EXPOSE"))))
                .setEnvironment(dockerfile.environment("service"))
                .setEntrypoint(dockerfile.entryPoint("service"));
        for (Dockerfile.Copy copy : dockerfile.copies("service")) {
            image.addFileEntriesLayer(FileEntriesLayer.builder()
                    .addEntryRecursive(APPLICATION.resolve(copy.from()), AbsoluteUnixPath.get(copy.to()))
                    .build());
        }
        Path cache = Repository.root().resolve("deploy/helm/target/layers");
        Path tar = folder.resolve("gateway.tar");
        image.containerize(Containerizer.to(TarImage.at(tar).named("learngene-foundry/gateway"))
                .setOfflineMode(true)
                .setBaseImageLayersCache(cache)
                .setApplicationLayersCache(cache));
        size = Files.size(tar);
        read(tar);
    }

    @Test
    void layoutIsOneImageOfTheOpenContainerInitiative() throws IOException {
        // When
        JsonNode index = json("index.json");

        // Then
        assertThat(json("oci-layout").get("imageLayoutVersion").asText()).isEqualTo("1.0.0");
        assertThat(index.get("manifests")).hasSize(1);
        assertThat(manifest().get("layers")).hasSize(4);
    }

    @Test
    void imageRunsTheServiceAsNobodyInParticular() throws IOException {
        // When
        JsonNode config = config().get("config");

        // Then
        assertThat(config.get("User").asText()).isEqualTo("10001:10001");
        assertThat(config.get("Entrypoint").get(0).asText()).isEqualTo("java");
        assertThat(config.get("Entrypoint")).extracting(JsonNode::asText).endsWith("-jar", "/app/quarkus-run.jar");
        assertThat(config.get("ExposedPorts").has("8080/tcp")).isTrue();
        assertThat(FILES)
                .extracting(TarArchiveEntry::getName)
                .contains("app/quarkus-run.jar", "app/lib/", "app/quarkus/");
    }

    /** What the image carries belongs to root and is not for the service to change. */
    @Test
    void filesBelongToRootAndOnlyItMayWriteThem() {
        assertThat(FILES).isNotEmpty().allSatisfy(file -> {
            assertThat(file.getLongUserId()).isZero();
            assertThat(file.getMode() & 0022).as(file.getName()).isZero();
        });
    }

    @Test
    void imageCarriesNoSecretsNoSourcesAndNotMoreThanItNeeds() throws IOException {
        // When
        String config = config().toString();

        // Then
        assertThat(config).doesNotContainPattern("(?i)password|secret|token|access.key");
        assertThat(FILES)
                .extracting(TarArchiveEntry::getName)
                .noneMatch(
                        name -> name.matches("(?i).*(\\.pem|\\.p12|\\.jks|\\.key|\\.env|/secret|\\.git/.*|\\.java)"));
        assertThat(FILES)
                .extracting(TarArchiveEntry::getName)
                .noneMatch(name -> name.matches(".*(junit|assertj|stack-0).*"));
        assertThat(size).isLessThan(LARGEST);
    }

    /** The hook of the chart runs it with the class path that the image has. */
    @Test
    void setupRunsFromTheImagesFilesAndSaysWhatItMisses() throws Exception {
        // Given
        List<String> command = new ArrayList<>();
        Chart.object(Chart.objects("kind"), "Job", "-setup")
                .at("/spec/template/spec/containers/0/command")
                .forEach(word -> command.add(word.asText().replace("/app/", APPLICATION + "/")));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FOUNDRY_"));

        // When
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        // Then
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isOne();
        assertThat(said).contains(Setup.class.getName()).contains("foundry.store.secret-key");
    }

    @Test
    void everyStageStandsOnAnImageThatIsGivenFromOutside() throws IOException {
        // When
        Dockerfile dockerfile = Dockerfile.read(IMAGES.resolve("Dockerfile"));

        // Then
        assertThat(dockerfile.bases()).containsExactly("${JDK_IMAGE}", "${JRE_IMAGE}", "${PYTHON_IMAGE}", "service");
        assertThat(dockerfile.environment("cuda"))
                .containsEntry("PYTORCH_VERSION", "2.7.1")
                .containsEntry("PYTORCH_FLAVOR", "cu128")
                .containsEntry("PYTORCH_LIBRARY_PATH", "/opt/libtorch/torch/lib");
        assertThat(dockerfile.instructions("cuda")).noneMatch(line -> line.startsWith("USER"));
    }

    /** The JNI library of another PyTorch would crash. */
    @Test
    void cudasPyTorchIsTheOneThatTheServicesAreBuiltFor() throws IOException {
        // Given
        String pom = Files.readString(Repository.root().resolve("pom.xml"));

        // When
        String version = Dockerfile.read(IMAGES.resolve("Dockerfile"))
                .environment("cuda")
                .get("PYTORCH_VERSION");

        // Then
        assertThat(pom).contains("<pytorch.version>" + version + "</pytorch.version>");
        assertThat(Files.readString(IMAGES.resolve("Dockerfile"))).contains("torch==" + version);
    }

    @ParameterizedTest
    @CsvSource({
        "'',jre@PIN,,JDK_IMAGE",
        "jdk@PIN,eclipse-temurin:17-jre,,JRE_IMAGE",
        "jdk@sha256:abc,jre@PIN,,JDK_IMAGE",
        "jdk@PIN,jre@PIN,--cuda,PYTHON_IMAGE"
    })
    void baseWithoutADigestIsRefused(String jdk, String jre, String cuda, String named) throws Exception {
        // When
        Built built = script(jdk, jre, cuda == null ? List.of() : List.of(cuda));

        // Then
        assertThat(built.code()).isEqualTo(2);
        assertThat(built.said()).contains("build.sh: " + named, "@sha256:", "docker buildx imagetools inspect");
        assertThat(built.builds()).isEmpty();
    }

    @Test
    void everyServiceIsBuiltAsTheChartNamesIt() throws Exception {
        // When
        Built built = script("jdk@PIN", "jre@PIN", List.of());

        // Then
        assertThat(built.code()).as(built.said()).isZero();
        assertThat(built.builds()).hasSize(4);
        for (String image : List.of("gateway", "expander", "distiller", "tuner")) {
            assertThat(built.builds()).anyMatch(line -> line.contains("--tag r.example/foundry/" + image + ":1.2 "));
        }
    }

    private record Built(int code, String said, List<String> builds) {}

    /** Runs build.sh with a docker that only writes down what it is asked for. */
    private static Built script(String jdk, String jre, List<String> options) throws Exception {
        Path own = Files.createTempDirectory(folder, "bin");
        Path log = own.resolve("log");
        Path docker = Files.writeString(own.resolve("docker"), "#!/bin/sh\necho \"$@\" >>" + log + "\n");
        assertThat(docker.toFile().setExecutable(true)).isTrue();
        List<String> command =
                new ArrayList<>(List.of("bash", IMAGES.resolve("build.sh").toString()));
        command.addAll(options);
        command.addAll(List.of("r.example/foundry", "1.2"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        String pin = "sha256:" + "0".repeat(64);
        builder.environment().put("PATH", own + ":" + System.getenv("PATH"));
        builder.environment().put("JDK_IMAGE", jdk.replace("PIN", pin));
        builder.environment().put("JRE_IMAGE", jre.replace("PIN", pin));
        builder.environment().remove("PYTHON_IMAGE");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return new Built(process.waitFor(), said, Files.exists(log) ? Files.readAllLines(log) : List.of());
    }

    private static void read(Path tar) throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar)))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                BufferedInputStream content = new BufferedInputStream(in);
                content.mark(2);
                boolean layer = content.read() == 0x1f && content.read() == 0x8b;
                content.reset();
                if (layer) {
                    list(content);
                } else if (entry.isFile()) {
                    LAYOUT.put(entry.getName(), content.readAllBytes());
                }
            }
        }
    }

    private static void list(InputStream layer) throws IOException {
        TarArchiveInputStream in = new TarArchiveInputStream(new GZIPInputStream(layer));
        for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            FILES.add(entry);
        }
    }

    private static JsonNode json(String name) throws IOException {
        return Chart.YAML.readTree(LAYOUT.get(name));
    }

    private static JsonNode manifest() throws IOException {
        return blob(json("index.json").at("/manifests/0/digest").asText());
    }

    private static JsonNode config() throws IOException {
        return blob(manifest().at("/config/digest").asText());
    }

    private static JsonNode blob(String digest) throws IOException {
        return json("blobs/" + digest.replace(':', '/'));
    }
}
