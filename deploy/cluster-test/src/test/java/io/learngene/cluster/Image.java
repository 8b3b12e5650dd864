package io.learngene.cluster;

import io.learngene.helm.Dockerfile;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What an image of the project holds, without an image: the built application, and the entry point and variables of the Dockerfile. Where
 * the base is a machine's own Java, a GPU's image is that of the CPU.
 *
 * @param application folder of the application, {@code /app} in the image
 * @param entryPoint program and arguments
 * @param environment variables
 */
record Image(Path application, List<String> entryPoint, Map<String, String> environment) {

    private static final Map<String, String> MODULES = Map.of(
            "gateway", "gateway",
            "expander", "expander-service",
            "distiller", "distiller-service",
            "distiller-cuda", "distiller-service",
            "tuner", "tuner-service",
            "tuner-cuda", "tuner-service");

    /**
     * @param reference registry, name and tag or digest
     * @return the image
     * @throws IOException if there is no such image, or it is not built
     */
    static Image of(String reference) throws IOException {
        String[] words = reference.substring(reference.lastIndexOf('/') + 1).split("[:@]", 2);
        String name = words[0];
        if (!MODULES.containsKey(name)) {
            throw new IOException("no image is called " + reference);
        }
        Path services = words[1].equals(EarlierVersion.DIGEST) ? EarlierVersion.services() : Repository.root();
        Path application = services.resolve(MODULES.get(name)).resolve("target/quarkus-app");
        if (!Files.isDirectory(application)) {
            throw new IOException(name + " is not built; run ./mvnw -DskipTests package");
        }
        Dockerfile file = Dockerfile.read(Repository.root().resolve("deploy/images/Dockerfile"));
        return new Image(application, file.entryPoint("service"), file.environment("service"));
    }
}
