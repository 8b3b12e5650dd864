package io.learngene.local.client;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Set;

/** What is wrong with a file or folder of the user's, in one line. */
public final class FileTrouble {

    /** What the operating system calls a wrong path. What it says else, a full disk for example, no other path mends. */
    private static final Set<String> WRONG_PATH =
            Set.of("Is a directory", "Not a directory", "File name too long", "Too many levels of symbolic links");

    /** What the operating system says of a full disk, with and without a file. */
    private static final String FULL = "No space left on device";

    private FileTrouble() {}

    /**
     * @param verb {@code read} or {@code write}
     * @param path what the user named
     * @param e what went wrong with it
     * @return the failure, {@link FoundryException#USAGE} if another path mends it
     */
    public static FoundryException cannot(String verb, Path path, IOException e) {
        return new FoundryException(code(e), "cannot " + verb + " " + path + ": " + why(e));
    }

    /**
     * @param e a failure
     * @return the same in one line, with the file if the failure names one
     */
    public static FoundryException of(IOException e) {
        boolean named = e instanceof FileSystemException file && file.getFile() != null;
        return new FoundryException(code(e), (named ? ((FileSystemException) e).getFile() + ": " : "") + why(e));
    }

    /**
     * Refuses a place where no file can be, before anything is fetched for it.
     *
     * @param file file that is to be written
     */
    public static void requirePlace(Path file) {
        if (Files.isDirectory(file)) {
            throw new FoundryException(
                    FoundryException.USAGE, "cannot write " + file + ": it is a folder; give the name of a file");
        }
        for (Path above = file.toAbsolutePath().getParent(); above != null; above = above.getParent()) {
            if (Files.exists(above)) {
                if (!Files.isDirectory(above)) {
                    throw new FoundryException(
                            FoundryException.USAGE, "cannot write " + file + ": " + above + " is no folder");
                }
                return;
            }
        }
    }

    private static int code(IOException e) {
        boolean wrongPath = e instanceof NoSuchFileException
                || e instanceof AccessDeniedException
                || e instanceof FileAlreadyExistsException
                || e instanceof NotDirectoryException
                || e instanceof FileSystemException file && WRONG_PATH.contains(String.valueOf(file.getReason()));
        return wrongPath ? FoundryException.USAGE : FoundryException.FAILED;
    }

    private static String why(IOException e) {
        if (String.valueOf(e.getMessage()).contains(FULL)) {
            return "the disk is full; make room on it";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file is in its place";
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return OneLine.of(e);
    }
}
