package io.learngene.engine.data.archive;

import io.learngene.engine.data.archive.ClassFolder.Split;
import io.learngene.engine.data.images.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** Looks at the names of all files of a dataset, and decodes no image. */
final class Names {

    private Names() {}

    /**
     * Looks at the names, and again where the first look showed that a place depends on all of them, or that images have any number of labels.
     *
     * @param path folder or archive
     * @param told its name in messages
     * @param limits what is believed of it
     * @param layout learns where splits and classes lie
     * @return what it holds
     * @throws DatasetException if it cannot be used
     * @throws IOException if it cannot be read
     */
    static Census look(Path path, String told, DatasetLimits limits, Layout layout) throws IOException {
        Census census = lookOnce(path, told, limits, layout, null);
        if (layout.decide()) {
            census = lookOnce(path, told, limits, layout, null);
        }
        if (census.isLabelled()) {
            census = lookOnce(path, told, limits, layout, new LabelLists(told, limits));
        }
        census.check();
        return census;
    }

    private static Census lookOnce(Path path, String told, DatasetLimits limits, Layout layout, LabelLists labels)
            throws IOException {
        Census census = new Census(told, layout, limits);
        census.labelledBy(labels);
        new Archive(path, told, limits).walk(new Archive.Visitor() {
            @Override
            public void file(String name, Archive.Content content) throws IOException {
                layout.see(name);
                Optional<ClassFolder> folder = census.place(name);
                if (folder.isPresent()) {
                    census.image(folder.get(), name);
                    if (labels != null) {
                        labels.image(folder.get().split(), Names.file(name));
                    }
                } else if (labels != null && census.isLabelFile(name)) {
                    Split split = layout.besideImages(name).orElseThrow();
                    census.usedFile(split, name);
                    labels.file(split, name, content.read());
                } else if (CifarBatches.isBatch(name)) {
                    census.usedFile(CifarBatches.split(name), name);
                    try (InputStream batch = content.open()) {
                        CifarBatches.read(
                                name,
                                batch,
                                (record, label, pixels) -> census.cifar(
                                        new ClassFolder(CifarBatches.split(name), Integer.toString(label))));
                    }
                } else if (CifarBatches.isMeta(name)) {
                    census.listOfClasses(name);
                } else {
                    census.otherFile(name);
                }
            }

            @Override
            public void folder(String name) {
                layout.see(name + "/");
                census.folder(name);
            }
        });
        return census;
    }

    /** {@return the name of a file without its folders} */
    static String file(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
