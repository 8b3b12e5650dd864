package io.learngene.local.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.stack.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Keys of gateways that this user signed in at: a file of the user's configuration folder that nobody else may read. */
public final class Credentials {

    private static final String FILE = "learngene-foundry/credentials.json";
    private static final int MOST_BYTES = 1 << 20;
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;

    /**
     * @param gateway the one that was signed in at last; null if that was signed out of
     * @param keys keys by the address of their gateway
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Content(String gateway, Map<String, String> keys) {
        private Content {
            keys = keys == null ? Map.of() : Map.copyOf(keys);
        }
    }

    /** @param file where they are kept */
    public Credentials(Path file) {
        this.file = file;
    }

    /**
     * @param configuration value of {@code XDG_CONFIG_HOME}; null or a relative path counts as none
     * @param home the user's folder
     * @return those of that user
     */
    public static Credentials of(String configuration, Path home) {
        boolean given = configuration != null && Path.of(configuration).isAbsolute();
        return new Credentials((given ? Path.of(configuration) : home.resolve(".config")).resolve(FILE));
    }

    /** {@return where they are kept} */
    public Path file() {
        return file;
    }

    /**
     * @param gateway address of a gateway
     * @return the key to send there, and nowhere else
     */
    public Optional<String> key(String gateway) {
        return Optional.ofNullable(read().keys().get(GatewayAddress.of(gateway)));
    }

    /** {@return address of the gateway that was signed in at last} */
    public Optional<String> gateway() {
        return Optional.ofNullable(read().gateway());
    }

    /**
     * @param gateway address of a gateway
     * @param key its key
     */
    public void put(String gateway, String key) {
        Map<String, String> keys = new TreeMap<>(read().keys());
        keys.put(GatewayAddress.of(gateway), key);
        write(new Content(GatewayAddress.of(gateway), keys));
    }

    /**
     * @param gateway address of a gateway
     * @return whether there was a key of it
     */
    public boolean remove(String gateway) {
        Content before = read();
        String address = GatewayAddress.of(gateway);
        Map<String, String> keys = new TreeMap<>(before.keys());
        if (keys.remove(address) == null) {
            return false;
        }
        write(new Content(address.equals(before.gateway()) ? null : before.gateway(), keys));
        return true;
    }

    private Content read() {
        try {
            if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw new FoundryException(
                        FoundryException.USAGE,
                        file
                                + " holds keys, and others may read it; see who did, and give it to yourself alone: chmod 600 "
                                + file);
            }
            if (Files.size(file) > MOST_BYTES) {
                throw damaged("it has more than " + MOST_BYTES + " bytes");
            }
            return Json.read(Files.readAllBytes(file), Content.class);
        } catch (NoSuchFileException e) {
            return new Content(null, Map.of());
        } catch (InvalidFieldException e) {
            // Whose words may have a key.
            throw damaged("it is no JSON of this command");
        } catch (IOException e) {
            throw FileTrouble.cannot("read", file, e);
        }
    }

    private FoundryException damaged(String why) {
        return new FoundryException(
                FoundryException.USAGE, file + " is damaged: " + why + "; remove it and sign in again: foundry login");
    }

    private void write(Content content) {
        try {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            OwnerOnly.write(file, new String(Json.write(content), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw FileTrouble.cannot("write", file, e);
        }
    }
}
