package io.learngene.engine.data.archive;

import io.learngene.engine.data.archive.ClassFolder.Split;
import io.learngene.engine.data.images.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * CIFAR-10's own format (Krizhevsky, 2009, "binary version"): records of a label byte and three planes of 32 x 32 bytes.
 */
final class CifarBatches {

    /** Height and width of every image, pixels. */
    static final int IMAGE_SIZE = 32;

    /** The classes in the order of their labels, as they are known without {@code batches.meta.txt}. */
    static final List<String> CLASS_NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final int RECORD = 1 + 3 * IMAGE_SIZE * IMAGE_SIZE;
    private static final Pattern NAME = Pattern.compile("(?:.*/)?(data_batch_\\d{1,3}|test_batch)\\.bin");

    /** Takes one image. */
    interface Taker {
        void image(int record, int label, byte[] pixels);
    }

    private CifarBatches() {}

    /**
     * @param name path of a file
     * @return whether it is named as a batch
     */
    static boolean isBatch(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * @param name path of a file
     * @return whether it is named as the list of the classes
     */
    static boolean isMeta(String name) {
        return name.substring(name.lastIndexOf('/') + 1).equals("batches.meta.txt");
    }

    /** {@return the split of a batch} */
    static Split split(String name) {
        return name.endsWith("test_batch.bin") ? Split.TEST : Split.TRAIN;
    }

    /** Hands out the images of a batch while it is read: no more of it than one image is in memory here. */
    static void read(String name, InputStream file, Taker taker) throws IOException {
        byte[] bytes = new byte[RECORD];
        int record = 0;
        int length = file.readNBytes(bytes, 0, RECORD);
        for (; length == RECORD; length = file.readNBytes(bytes, 0, RECORD)) {
            int label = bytes[0] & 0xff;
            if (label >= CLASS_NAMES.size()) {
                throw new DatasetException(name + ": record " + record + " has label " + label
                        + "; CIFAR-10 has labels 0 to 9, other sets are to be packed as split/CLASS/IMAGE");
            }
            taker.image(record++, label, Arrays.copyOfRange(bytes, 1, RECORD));
        }
        if (length > 0 || record == 0) {
            throw new DatasetException(name + " has " + ((long) record * RECORD + length)
                    + " bytes, no multiple of the " + RECORD + " of a CIFAR-10 record; it is truncated, pack it again");
        }
    }

    /** {@return the names in a list of the classes} */
    static List<String> names(String name, byte[] file) {
        List<String> names = new String(file, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        boolean bad = names.size() != CLASS_NAMES.size()
                || names.stream().distinct().count() != names.size()
                || names.stream().anyMatch(n -> n.length() > 100 || n.chars().anyMatch(Character::isISOControl));
        if (bad) {
            throw new DatasetException(
                    name + " does not hold ten different names, one in each line; repair or remove it");
        }
        return names;
    }
}
