package io.learngene.e2e.faults;

import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The rights of docs/operations.md, read off its commands as {@code kafka-acls.sh} reads them. */
final class DocumentedRights {

    private static final String COMMAND = "acl --allow-principal";

    private DocumentedRights() {}

    static List<AclBinding> read() throws IOException {
        List<AclBinding> all = new ArrayList<>();
        for (String line : Files.readAllLines(Repository.root().resolve("docs/operations.md"))) {
            if (line.startsWith(COMMAND)) {
                all.addAll(bindings(line));
            }
        }
        return all;
    }

    private static List<AclBinding> bindings(String command) {
        List<String> principals = new ArrayList<>();
        List<AclOperation> operations = new ArrayList<>();
        List<ResourcePattern> resources = new ArrayList<>();
        String[] words = command.split(" +");
        PatternType pattern =
                command.contains("--resource-pattern-type prefixed") ? PatternType.PREFIXED : PatternType.LITERAL;
        for (int i = 1; i < words.length; i += 2) {
            String value = words[i + 1];
            switch (words[i]) {
                case "--allow-principal" -> principals.add(value);
                case "--operation" -> operations.add(operation(value));
                case "--topic" -> resources.add(new ResourcePattern(ResourceType.TOPIC, value, pattern));
                case "--group" -> resources.add(new ResourcePattern(ResourceType.GROUP, value, pattern));
                case "--resource-pattern-type" -> {
                    // Read above.
                }
                default -> throw new IllegalArgumentException("what is " + words[i] + " in: " + command);
            }
        }
        return principals.stream()
                .flatMap(principal -> operations.stream().flatMap(operation -> resources.stream()
                        .map(resource -> new AclBinding(
                                resource, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)))))
                .toList();
    }

    /** {@code DescribeConfigs} is {@code DESCRIBE_CONFIGS}. */
    private static AclOperation operation(String word) {
        return AclOperation.fromString(
                word.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
    }
}
