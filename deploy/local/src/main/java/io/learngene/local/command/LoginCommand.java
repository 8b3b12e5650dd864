package io.learngene.local.command;

import io.learngene.contracts.access.AccessKey;
import io.learngene.contracts.access.Caller;
import io.learngene.local.client.FileTrouble;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayAddress;
import io.learngene.local.client.GatewayClient;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = {
            "Signs in at a gateway that asks for keys: keeps the key that an operator made, readable for you alone, and every command",
            "sends it there. FOUNDRY_TOKEN outweighs it, for one command or a machine's."
        },
        footer = {"", "Example: foundry login --gateway https://foundry.example.org --key-file key"})
final class LoginCommand implements Callable<Integer> {

    private static final int MOST_BYTES = 4096;

    @Mixin
    private GatewayOptions gateway;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "File with the key (default: it is asked for, or read from standard input).")
    private Path keyFile;

    @Override
    public Integer call() {
        String url = gateway.url();
        if (gateway.client(url, null).caller().isPresent()) {
            System.out.println(url + " asks nobody for a key; there is nothing to sign in to");
            return 0;
        }
        String key = key();
        GatewayClient client = gateway.client(url, key);
        Caller caller = client.caller()
                .orElseThrow(() -> new FoundryException(
                        FoundryException.USAGE,
                        url + " does not know this key, or no more; ask an operator for another"));
        if (GatewayAddress.readable(url)) {
            System.err.println("foundry: the key goes to " + url + " unencrypted; use https where there is any");
        }
        gateway.credentials().put(url, key);
        System.out.println("signed in at " + url + " as " + caller.name() + " ("
                + caller.role().word() + (caller.project() == null ? "" : ", project " + caller.project()) + ")"
                + (caller.expiresAt() == null ? "" : ", until " + caller.expiresAt()) + "; the key lies in "
                + gateway.credentials().file());
        return 0;
    }

    private String key() {
        String text = keyFile == null ? typed() : written();
        if (!AccessKey.isOne(text)) {
            throw new FoundryException(
                    FoundryException.USAGE,
                    "this is no key of a gateway; it begins with lgf_ and has 60 characters. A token of an issuer, which ends soon,"
                            + " goes into FOUNDRY_TOKEN");
        }
        return text;
    }

    private String typed() {
        Console console = System.console();
        if (console != null) {
            char[] typed = console.readPassword("key: ");
            return typed == null ? "" : new String(typed).strip();
        }
        try {
            return text(System.in);
        } catch (IOException e) {
            throw FileTrouble.of(e);
        }
    }

    private String written() {
        try (InputStream in = Files.newInputStream(keyFile)) {
            return text(in);
        } catch (IOException e) {
            throw FileTrouble.cannot("read", keyFile, e);
        }
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
    }
}
