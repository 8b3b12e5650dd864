package io.learngene.contracts.artefact;

import io.learngene.contracts.Check;
import java.time.Instant;

/**
 * An uploaded dataset: one archive ({@code split/class/image}, or CIFAR-10 binary batches).
 *
 * @param name dataset
 * @param sha256 checksum of the archive, and the version of the dataset
 * @param format {@code zip}, {@code tar} or {@code tar.gz}
 * @param source the archive
 * @param createdAt when it was uploaded
 */
public record DatasetManifest(String name, String sha256, String format, ArtefactRef source, Instant createdAt) {
    public DatasetManifest {
        Check.name("name", name);
        Check.sha256("sha256", sha256);
        Check.present("format", format);
        Check.present("source", source);
        Check.present("created_at", createdAt);
    }
}
