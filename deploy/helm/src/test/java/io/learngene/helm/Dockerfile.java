package io.learngene.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As much of a Dockerfile as ours needs: one instruction a line.
 *
 * @param bases what each stage stands on, in their order
 * @param stages instructions of each stage
 */
public record Dockerfile(List<String> bases, Map<String, List<String>> stages) {

    /**
     * What is taken out of the build.
     *
     * @param from below a service's application
     * @param to where it goes
     */
    public record Copy(String from, String to) {}

    /**
     * @param file where it lies
     * @return what it says
     * @throws IOException if it cannot be read
     */
    public static Dockerfile read(Path file) throws IOException {
        List<String> bases = new ArrayList<>();
        Map<String, List<String>> stages = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("FROM ")) {
                String[] words = line.split(" ");
                bases.add(words[1]);
                current = new ArrayList<>();
                stages.put(words[3], current);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                current.add(line);
            }
        }
        return new Dockerfile(bases, stages);
    }

    List<String> instructions(String stage) {
        return stages.get(stage);
    }

    String one(String stage, String instruction) {
        List<String> found = all(stage, instruction);
        if (found.size() != 1) {
            throw new AssertionError(stage + " has " + found.size() + " times " + instruction);
        }
        return found.get(0);
    }

    /**
     * @param stage its name
     * @return the variables that the stage sets
     */
    public Map<String, String> environment(String stage) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String line : all(stage, "ENV")) {
            for (String pair : line.split(" ")) {
                environment.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        return environment;
    }

    /**
     * @param stage its name
     * @return what its images run
     * @throws IOException if it is no list of words
     */
    public List<String> entryPoint(String stage) throws IOException {
        List<String> words = new ArrayList<>();
        for (JsonNode word : Chart.YAML.readTree(one(stage, "ENTRYPOINT"))) {
            words.add(word.asText());
        }
        return words;
    }

    List<Copy> copies(String stage) {
        String application = "--from=build /src/${MODULE}/target/quarkus-app/";
        return all(stage, "COPY").stream()
                .map(line -> line.substring(application.length()).split(" "))
                .map(words -> new Copy(words[0], words[1]))
                .toList();
    }

    private List<String> all(String stage, String instruction) {
        return stages.get(stage).stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
    }
}
