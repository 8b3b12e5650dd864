package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.access.AccessKey;
import io.learngene.contracts.access.Role;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.Resource;
import io.learngene.local.output.FamilyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description =
                "Keys of a gateway, for its operators: viewers read, submitters ask for work, operators make keys.",
        subcommands = {KeyCommand.Create.class, KeyCommand.All.class, KeyCommand.Revoke.class})
final class KeyCommand {

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description =
                    "Makes a key and prints it, once: the gateway keeps a digest, from which nobody gets it back.",
            footer = {"", "Example: foundry key create ci --role submitter --project acme --days 30"})
    static final class Create implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Parameters(paramLabel = "NAME", description = "Whose it is, for people: lower case letters, digits, dashes.")
        private String name;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                description = "viewer, submitter or operator (default: viewer).",
                defaultValue = "viewer")
        private Role role;

        @Option(
                names = "--project",
                paramLabel = "PROJECT",
                description =
                        "The project that it sees (default: yours; where you see all, all for operators and the default one for others).")
        private String project;

        @Option(
                names = "--days",
                paramLabel = "N",
                description = "Days until it ends, 1 to 366 (default: 90).",
                defaultValue = "90")
        private int days;

        @Option(
                names = "--offline",
                description =
                        "Ask no gateway: print an operator's key and the digest that foundry.gateway.operator-key-digest takes.")
        private boolean offline;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public Integer call() {
            if (offline) {
                return offline();
            }
            ObjectNode asked = Json.mapper().createObjectNode();
            asked.put("name", name).put("role", role.word()).put("days", days);
            if (project != null) {
                asked.put("project", project);
            }
            JsonNode made = gateway.client().post(Resource.of("keys"), "application/json", Json.write(asked));
            if (!made.path("key").isTextual()) {
                throw new FoundryException(
                        FoundryException.UNREACHABLE, "the gateway made no key; is it of this version?");
            }
            System.err.println("foundry: key " + made.path("id").asText() + " of " + name + ", a " + role.word()
                    + "'s, until " + made.path("expires_at").asText() + "; it is not shown again");
            System.out.println(json ? made : made.path("key").asText());
            return 0;
        }

        private int offline() {
            AccessKey key = AccessKey.fresh();
            if (json) {
                System.out.println(
                        Json.mapper().createObjectNode().put("key", key.text()).put("digest", key.digest()));
            } else {
                System.err.println("foundry: FOUNDRY_GATEWAY_OPERATOR_KEY_DIGEST=" + key.digest());
                System.out.println(key.text());
            }
            return 0;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the keys, newest first.")
    static final class All implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public Integer call() {
            JsonNode found = gateway.client().get(Resource.of("keys"));
            if (json) {
                System.out.println(found);
                return 0;
            }
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"id", "name", "role", "project", "made by", "until"});
            found.path("keys")
                    .forEach(key -> rows.add(new String[] {
                        key.path("id").asText(),
                        key.path("name").asText(),
                        key.path("role").asText(),
                        key.path("project").asText("all"),
                        key.path("created_by").asText(),
                        key.path("expires_at").asText()
                    }));
            System.out.print(FamilyTable.aligned(rows));
            return 0;
        }
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Ends a key: it lets nobody in any more, at any gateway, after two seconds.",
            footer = {"", "Example: foundry key revoke 0123456789ab"})
    static final class Revoke implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Parameters(paramLabel = "ID", description = "Id of the key, as list tells it.")
        private String id;

        @Override
        public Integer call() {
            gateway.client().delete(Resource.of("keys", id));
            System.out.println("revoked " + id);
            return 0;
        }
    }
}
