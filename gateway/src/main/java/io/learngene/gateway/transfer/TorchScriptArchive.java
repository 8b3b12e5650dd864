package io.learngene.gateway.transfer;

import io.learngene.engine.data.archive.ZipDirectory;
import io.learngene.gateway.problem.ProblemException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Looks at the names in a TorchScript file and at nothing else: its pickles and programs are never read here. */
final class TorchScriptArchive {

    /** A large model has some thousands: a file for each tensor, and its sources. */
    private static final int MOST_ENTRIES = 100_000;

    private static final long MOST_DIRECTORY_BYTES = ZipDirectory.BYTES_PER_ENTRY * MOST_ENTRIES;

    private static final Pattern CONSTANTS = Pattern.compile("[^/]+/constants\\.pkl");
    private static final Pattern CODE = Pattern.compile("[^/]+/code/.+");

    private TorchScriptArchive() {}

    /**
     * @param name its name in messages
     * @param file what was uploaded
     * @throws ProblemException if it is no TorchScript file
     */
    static void check(String name, Path file) {
        if (directoryBytes(file) > MOST_DIRECTORY_BYTES) {
            throw ProblemException.unusable(
                    name,
                    "its zip directory has more than the " + MOST_DIRECTORY_BYTES
                            + " bytes that a TorchScript file needs");
        }
        boolean constants = false;
        boolean code = false;
        // The JDK keeps a zip's directory packed, so it can count the entries before each becomes an object.
        try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.ISO_8859_1)) {
            if (zip.size() > MOST_ENTRIES) {
                throw ProblemException.unusable(
                        name, zip.size() + " entries; a TorchScript file has at most " + MOST_ENTRIES);
            }
            for (Iterator<? extends ZipEntry> all = zip.entries().asIterator(); all.hasNext(); ) {
                String entry = all.next().getName();
                constants |= CONSTANTS.matcher(entry).matches();
                code |= CODE.matcher(entry).matches();
            }
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw noTorchScript(name, "it is no whole zip");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the upload", e);
        }
        if (!constants || !code) {
            throw noTorchScript(name, "it holds no " + (constants ? "code/" : "constants.pkl"));
        }
    }

    /** {@return heap that a look at its names takes, bytes: the directory and where its entries are} */
    static long heap(Path file) {
        return Math.min(MOST_DIRECTORY_BYTES, directoryBytes(file)) * 2;
    }

    private static long directoryBytes(Path file) {
        try {
            return ZipDirectory.bytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the upload", e);
        }
    }

    private static ProblemException noTorchScript(String name, String reason) {
        return ProblemException.unusable(
                name,
                reason + ", so it is no TorchScript file; write it with torch.jit.save (torch.save writes a pickle)");
    }
}
