package io.learngene.local.stack;

import java.nio.file.Path;
import java.util.Map;

/** Where PyTorch's native library is unpacked, which takes 430 MB of disk and some seconds. */
public final class TorchLibrary {

    /** Variable, and property, of the folder. */
    public static final String FOLDER = "DJL_CACHE_DIR";

    private TorchLibrary() {}

    /**
     * @param state state folder of a stack
     * @return the folder that the variable names, which stacks may share; else one in the state folder
     */
    public static Path folder(Path state) {
        return folder(System.getenv(), state);
    }

    /**
     * Has this process unpack it there.
     *
     * @param state state folder of the stack that this process belongs to
     */
    public static void useFolder(Path state) {
        System.setProperty(FOLDER, folder(state).toString());
    }

    static Path folder(Map<String, String> environment, Path state) {
        String named = environment.getOrDefault(FOLDER, "");
        return (named.isBlank() ? state.resolve("djl") : Path.of(named)).toAbsolutePath();
    }
}
