package io.learngene.engine.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Where the checkpoints of one run are kept; each is one safetensors file. */
public interface Checkpoints {

    /** {@return checkpoints to resume from, newest first, each fetched when it is asked for; unreadable ones are skipped over} */
    Iterable<Path> newestFirst();

    /**
     * Where the next one is to be written. It is written beside that name and renamed when it is complete.
     *
     * @param step steps taken so far
     * @return a file in a folder that exists
     * @throws IOException if the folder cannot be made
     */
    Path next(long step) throws IOException;

    /**
     * A checkpoint is complete.
     *
     * @param file the checkpoint
     */
    void saved(Path file);

    /**
     * A checkpoint could not be written, for example because the disk is full. Nothing of it is left.
     *
     * @param e what went wrong
     * @throws IOException if the training shall end of it; otherwise it goes on, or stops where it was to stop, without this checkpoint
     */
    default void notWritten(IOException e) throws IOException {
        throw e;
    }

    /** {@return time between two checkpoints; one is written at a stop in any case} */
    default Duration interval() {
        return Duration.ofSeconds(60);
    }

    /** {@return whether a checkpoint is written when the training is done, so that its result can be had again} */
    default boolean keepsEnd() {
        return false;
    }

    /**
     * The newest two checkpoints in a folder.
     *
     * @param folder folder, made if missing
     * @return the checkpoints
     */
    static Checkpoints inDirectory(Path folder) {
        return new Checkpoints() {
            @Override
            public List<Path> newestFirst() {
                if (!Files.isDirectory(folder)) {
                    return List.of();
                }
                try (Stream<Path> files = Files.list(folder)) {
                    return files.filter(f -> f.getFileName().toString().matches("checkpoint-\\d+\\.safetensors"))
                            .sorted(Comparator.reverseOrder())
                            .toList();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public Path next(long step) throws IOException {
                Files.createDirectories(folder);
                return folder.resolve(String.format(Locale.ROOT, "checkpoint-%010d.safetensors", step));
            }

            @Override
            public void saved(Path file) {
                for (Path old : newestFirst().stream().skip(2).toList()) {
                    try {
                        Files.deleteIfExists(old);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        };
    }
}
