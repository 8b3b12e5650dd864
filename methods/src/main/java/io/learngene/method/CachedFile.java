package io.learngene.method;

import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.engine.safetensors.RangeReader;
import io.learngene.runtime.store.LocalCache;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A file with a local copy. The cache is asked each time: it may have made room for another file between two ranges, and then fetches
 * this one again.
 */
record CachedFile(LocalCache cache, ArtefactRef ref) implements RangeReader {

    @Override
    public InputStream open(long offset, long length) throws IOException {
        return local().open(offset, length);
    }

    @Override
    public ByteBuffer read(long offset, int length) throws IOException {
        return local().read(offset, length);
    }

    private RangeReader local() {
        return RangeReader.of(cache.fetch(ref));
    }
}
