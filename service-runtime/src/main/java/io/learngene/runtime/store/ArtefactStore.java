package io.learngene.runtime.store;

import io.learngene.contracts.artefact.ArtefactRef;
import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.Http;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;

/** Objects in one bucket of an S3-compatible store. For several threads. */
public final class ArtefactStore implements AutoCloseable {

    /** Largest object that {@link #read} takes into memory. */
    public static final int MAX_READ = 16 << 20;

    private static final long PART = 16L << 20;

    private final MinioClient client;
    private final String bucket;
    private final String endpoint;
    private volatile boolean prepared;

    /**
     * An object's size.
     *
     * @param key key
     * @param size bytes
     */
    public record Stat(String key, long size) {}

    /**
     * @param endpoint URL
     * @param bucket bucket
     * @param accessKey access key
     * @param secretKey secret key
     * @param region region; null for none
     */
    public ArtefactStore(String endpoint, String bucket, String accessKey, String secretKey, String region) {
        this.endpoint = endpoint;
        this.bucket = bucket;
        MinioClient.Builder builder = MinioClient.builder()
                .endpoint(endpoint)
                .credentials(accessKey, secretKey)
                .httpClient(
                        new OkHttpClient.Builder()
                                .connectTimeout(5, TimeUnit.SECONDS)
                                .readTimeout(60, TimeUnit.SECONDS)
                                .writeTimeout(60, TimeUnit.SECONDS)
                                .build(),
                        true);
        this.client = builder.region(region == null ? "us-east-1" : region).build();
    }

    /**
     * Makes the bucket if it is missing and checks that the store honours conditional writes, without which two attempts
     * of a job could both publish.
     *
     * @throws StoreException if the store does not answer
     * @throws IllegalStateException if it ignores conditions
     */
    public void prepare() {
        if (prepared) {
            return;
        }
        attempt("prepare bucket " + bucket, () -> {
            if (!client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
                client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
            }
            return null;
        });
        String probe = "probes/" + java.util.UUID.randomUUID();
        try {
            if (!create(probe, new byte[] {1}) || create(probe, new byte[] {2})) {
                throw new IllegalStateException("the store at " + endpoint + " ignores If-None-Match on writes; jobs"
                        + " could be published twice. Use a store with conditional writes");
            }
        } finally {
            delete(probe);
        }
        prepared = true;
    }

    /** {@return whether the store answers} */
    public boolean reachable() {
        try {
            return client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build());
        } catch (MinioException | RuntimeException e) {
            return false;
        }
    }

    /**
     * @param name file name for people
     * @param key key
     * @param content bytes
     * @return the reference
     */
    public ArtefactRef put(String name, String key, byte[] content) {
        return put(name, key, new ByteArrayInputStream(content), content.length);
    }

    /**
     * @param name file name for people
     * @param key key
     * @param file content
     * @return the reference
     */
    public ArtefactRef put(String name, String key, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return put(name, key, in, Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.getFileName(), e);
        }
    }

    /**
     * Streams an object in; memory is bounded by one part.
     *
     * @param name file name for people
     * @param key key
     * @param content bytes, read to the end
     * @param size their number, or -1 if it is not known
     * @return the reference
     */
    public ArtefactRef put(String name, String key, InputStream content, long size) {
        CountingDigest counted = new CountingDigest(content);
        attempt("write " + key, () -> {
            client.putObject(PutObjectArgs.builder().bucket(bucket).object(key).stream(
                            counted, size, size < 0 || size > PART ? PART : -1L)
                    .build());
            return null;
        });
        return new ArtefactRef(name, key, counted.size, counted.sha256());
    }

    /**
     * Creates an object if there is none of that key.
     *
     * @param key key
     * @param content bytes
     * @return whether it was created here; false if it was there
     */
    public boolean create(String key, byte[] content) {
        return attempt("create " + key, () -> {
            try {
                client.putObject(PutObjectArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .extraHeaders(new Http.Headers(Map.of("If-None-Match", "*")))
                        .data(content, content.length)
                        .build());
                return true;
            } catch (ErrorResponseException e) {
                if (e.response().code() == 412 || e.response().code() == 409) {
                    return false;
                }
                throw e;
            }
        });
    }

    /**
     * @param key key
     * @return the whole object; empty if there is none
     * @throws StoreException if it is larger than {@link #MAX_READ}
     */
    public Optional<byte[]> read(String key) {
        Optional<Stat> stat = stat(key);
        if (stat.isEmpty()) {
            return Optional.empty();
        }
        if (stat.get().size() > MAX_READ) {
            throw new StoreException(key + " has " + stat.get().size() + " bytes, too many to read at once", null);
        }
        try (InputStream in = open(key, 0, stat.get().size())) {
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new StoreException("reading " + key + " broke off: " + e.getMessage(), e);
        }
    }

    /**
     * @param key key of an object that is there
     * @param offset first byte
     * @param length number of bytes
     * @return the bytes; to be closed
     */
    public InputStream open(String key, long offset, long length) {
        if (length == 0) {
            return InputStream.nullInputStream();
        }
        return attempt(
                "read " + key,
                () -> client.getObject(GetObjectArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .offset(offset)
                        .length(length)
                        .build()));
    }

    /**
     * @param key key
     * @return its size; empty if there is no such object
     */
    public Optional<Stat> stat(String key) {
        return attempt("look up " + key, () -> {
            try {
                StatObjectResponse stat = client.statObject(
                        StatObjectArgs.builder().bucket(bucket).object(key).build());
                return Optional.of(new Stat(key, stat.size()));
            } catch (ErrorResponseException e) {
                if (e.response().code() == 404) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /**
     * @param prefix beginning of the keys
     * @return all objects whose keys begin so, in order of their keys
     */
    public List<Stat> list(String prefix) {
        return attempt("list " + prefix, () -> {
            List<Stat> found = new ArrayList<>();
            for (Result<Item> result : client.listObjects(ListObjectsArgs.builder()
                    .bucket(bucket)
                    .prefix(prefix)
                    .recursive(true)
                    .build())) {
                Item item = result.get();
                if (!item.isDir()) {
                    found.add(new Stat(item.objectName(), item.size()));
                }
            }
            return found;
        });
    }

    /**
     * @param key key; nothing happens if there is no such object
     */
    public void delete(String key) {
        attempt("delete " + key, () -> {
            client.removeObject(
                    RemoveObjectArgs.builder().bucket(bucket).object(key).build());
            return null;
        });
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (Exception e) {
            throw new StoreException("the store's client did not close: " + e.getMessage(), e);
        }
    }

    private interface Call<T> {
        T run() throws MinioException;
    }

    private <T> T attempt(String what, Call<T> call) {
        try {
            return call.run();
        } catch (MinioException e) {
            Throwable root = e.getCause() == null ? e : e.getCause();
            throw new StoreException("the store at " + endpoint + " could not " + what + ": " + root.getMessage(), e);
        }
    }

    /** Counts and hashes what is read through it. */
    private static final class CountingDigest extends DigestInputStream {
        private long size;

        CountingDigest(InputStream in) {
            super(in, digest());
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            size += value >= 0 ? 1 : 0;
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            size += Math.max(0, count);
            return count;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        String sha256() {
            return HexFormat.of().formatHex(getMessageDigest().digest());
        }

        private static MessageDigest digest() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }
}
