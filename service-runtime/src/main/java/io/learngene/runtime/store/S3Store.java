package io.learngene.runtime.store;

import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.runtime.config.FoundryConfig;
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
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;

/** Objects in one bucket of an S3-compatible store. */
public final class S3Store implements ArtefactStore {

    private static final long PART = 16L << 20;
    /** After so many conflicting writes in a row, 1.5 s, something else is wrong. */
    private static final int MOST_CONFLICTS = 5;

    private final MinioClient client;
    /** For what is answered at once, whatever the size of the object. */
    private final MinioClient quick;

    private final String bucket;
    private final String endpoint;
    private volatile boolean prepared;

    /**
     * @param endpoint URL
     * @param bucket bucket
     * @param accessKey access key
     * @param secretKey secret key
     * @param region region; null for none
     */
    public S3Store(String endpoint, String bucket, String accessKey, String secretKey, String region) {
        this.endpoint = endpoint;
        this.bucket = bucket;
        OkHttpClient transfers = new OkHttpClient.Builder()
                .connectTimeout(5, TimeUnit.SECONDS)
                .readTimeout(60, TimeUnit.SECONDS)
                .writeTimeout(60, TimeUnit.SECONDS)
                .build();
        this.client = client(transfers, accessKey, secretKey, region);
        // Jobs wait for these; a store that accepts and does not answer is to be known as away within seconds.
        OkHttpClient calls =
                transfers.newBuilder().callTimeout(10, TimeUnit.SECONDS).build();
        this.quick = client(calls, accessKey, secretKey, region);
    }

    /**
     * @param configured where it is
     * @return the store
     */
    public static S3Store of(FoundryConfig.Store configured) {
        return new S3Store(
                configured.endpoint(),
                configured.bucket(),
                configured.accessKey(),
                configured.secretKey(),
                configured.region().orElse(null));
    }

    private MinioClient client(OkHttpClient http, String accessKey, String secretKey, String region) {
        return MinioClient.builder()
                .endpoint(endpoint)
                .credentials(accessKey, secretKey)
                .httpClient(http, true)
                .region(region == null ? "us-east-1" : region)
                .build();
    }

    @Override
    public void prepare() {
        if (prepared) {
            return;
        }
        attempt("prepare bucket " + bucket, () -> {
            if (!quick.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
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

    @Override
    public boolean reachable() {
        try {
            return quick.bucketExists(BucketExistsArgs.builder().bucket(bucket).build());
        } catch (MinioException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public ArtefactRef put(String name, String key, InputStream content, long size) {
        CountingDigest counted = new CountingDigest(content);
        attempt("write " + key, () -> {
            client.putObject(PutObjectArgs.builder().bucket(bucket).object(key).stream(
                            counted, size, size < 0 || size > PART ? PART : -1L)
                    .build());
            return null;
        });
        return new ArtefactRef(name, key, counted.size(), counted.sha256());
    }

    @Override
    public boolean create(String key, byte[] content) {
        for (int tries = 1; ; tries++) {
            Optional<Boolean> created = createOnce(key, content, tries == MOST_CONFLICTS);
            if (created.isPresent()) {
                return created.get();
            }
            pause(tries);
        }
    }

    /** {@return whether it was created here; empty if two writes met, and S3 wants this one repeated} */
    private Optional<Boolean> createOnce(String key, byte[] content, boolean last) {
        return attempt("create " + key, () -> {
            try {
                quick.putObject(PutObjectArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .extraHeaders(new Http.Headers(Map.of("If-None-Match", "*")))
                        .data(content, content.length)
                        .build());
                return Optional.of(true);
            } catch (ErrorResponseException e) {
                if (e.response().code() == 409 && !last) {
                    return Optional.empty();
                }
                if (e.response().code() != 412) {
                    throw e;
                }
                // The client repeats a write that the store did not answer in time: what is there may be ours.
                return Optional.of(
                        read(key).map(there -> Arrays.equals(there, content)).orElse(false));
            }
        });
    }

    private static void pause(int tries) {
        try {
            TimeUnit.MILLISECONDS.sleep(50L << tries);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted between two tries", e);
        }
    }

    @Override
    public InputStream open(String key, long offset, long length) {
        if (length == 0) {
            return InputStream.nullInputStream();
        }
        return attempt("read " + key, () -> {
            try {
                return client.getObject(GetObjectArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .offset(offset)
                        .length(length)
                        .build());
            } catch (ErrorResponseException e) {
                if (e.response().code() == 404) {
                    throw new MissingObjectException(key, e);
                }
                throw e;
            }
        });
    }

    @Override
    public Optional<Stat> stat(String key) {
        return attempt("look up " + key, () -> {
            try {
                StatObjectResponse stat = quick.statObject(
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

    @Override
    public List<Stat> list(String prefix) {
        return attempt("list " + prefix, () -> {
            List<Stat> found = new ArrayList<>();
            for (Result<Item> result : quick.listObjects(ListObjectsArgs.builder()
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

    @Override
    public void delete(String key) {
        attempt("delete " + key, () -> {
            quick.removeObject(
                    RemoveObjectArgs.builder().bucket(bucket).object(key).build());
            return null;
        });
    }

    @Override
    public void close() {
        try {
            quick.close();
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

    /** {@return where it is, for people} */
    @Override
    public String toString() {
        return endpoint + "/" + bucket;
    }
}
