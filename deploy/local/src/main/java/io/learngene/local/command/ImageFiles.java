package io.learngene.local.command;

import io.learngene.engine.data.archive.ImageNames;
import io.learngene.local.client.FileTrouble;
import io.learngene.local.client.FoundryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Image files that were named, or lie in folders that were. */
final class ImageFiles {

    private ImageFiles() {}

    /**
     * @param given files and folders
     * @return the files as they were given, and below folders those that are images by their names, in the order of their paths; also of
     *     kinds that are not read, so that they are told
     */
    static List<Path> below(List<Path> given) {
        List<Path> files = new ArrayList<>();
        for (Path path : given) {
            if (!Files.isDirectory(path)) {
                files.add(path);
                continue;
            }
            try (Stream<Path> walk = Files.walk(path)) {
                walk.filter(Files::isRegularFile)
                        .filter(file -> ImageNames.isImage(
                                ImageNames.extension(file.getFileName().toString())))
                        .sorted()
                        .forEach(files::add);
            } catch (IOException e) {
                throw FileTrouble.cannot("read", path, e);
            }
        }
        if (files.isEmpty()) {
            throw new FoundryException(
                    FoundryException.USAGE, "IMAGES: no image lies there; give files or folders of them");
        }
        return files;
    }
}
