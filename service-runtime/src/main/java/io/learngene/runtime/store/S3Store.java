package io.learngene.runtime.store;

import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.runtime.backoff.Backoff;
import io.learngene.runtime.config.FoundryConfig;
import io.minio.AbortMultipartUploadArgs;
import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.Http;
import io.minio.ListMultipartUploadsArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import io.minio.messages.ListMultipartUploadsResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import okhttp3.OkHttpClient;

/** Objects in one bucket of an S3-compatible store. */
public final class S3Store implements ArtefactStore {

    private static final long PART = 16L << 20;
    /** After so many conflicting writes in a row, 1.5 s, something else is wrong. */
    private static final int MOST_CONFLICTS = 5;

    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    /** 507 of RFC 4918, as MinIO says it. */
    private static final int INSUFFICIENT_STORAGE = 507;
    /** A disk with less than this has no room for anything. */
    private static final long NO_ROOM = 32L << 20;

    private final MinioClient client;
    /** For what is answered at once, whatever the size of the object. */
    private final MinioClient quick;
    /** For uploads in parts that were left behind. */
    private final MinioAsyncClient inParts;

    private final String bucket;
    private final String endpoint;
    private final Optional<Path> folder;
    private volatile boolean prepared;

    /**
     * @param endpoint URL
     * @param bucket bucket
     * @param accessKey access key
     * @param secretKey secret key
     * @param region region; null for none
     */
    public S3Store(String endpoint, String bucket, String accessKey, String secretKey, String region) {
        this(endpoint, bucket, accessKey, secretKey, region, Optional.empty());
    }

    /**
     * @param endpoint URL
     * @param bucket bucket
     * @param accessKey access key
     * @param secretKey secret key
     * @param region region; null for none
     * @param folder where its objects lie, if that is on this machine: its server may not tell a full disk from another fault
     */
    public S3Store(
            String endpoint, String bucket, String accessKey, String secretKey, String region, Optional<Path> folder) {
        this.folder = folder;
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
        this.inParts = MinioAsyncClient.builder()
                .endpoint(endpoint)
                .credentials(accessKey, secretKey)
                .httpClient(calls, false)
                .region(region(region))
                .build();
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
                configured.region().orElse(null),
                configured.folder());
    }

    private MinioClient client(OkHttpClient http, String accessKey, String secretKey, String region) {
        return MinioClient.builder()
                .endpoint(endpoint)
                .credentials(accessKey, secretKey)
                .httpClient(http, true)
                .region(region(region))
                .build();
    }

    private static String region(String configured) {
        return configured == null ? "us-east-1" : configured;
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
        write("write " + key, counted::size, () -> {
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
        return write("create " + key, () -> content.length, () -> {
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
                return Optional.of(holds(key, content));
            }
        });
    }

    private boolean holds(String key, byte[] content) {
        return stat(key).filter(there -> there.size() == content.length).isPresent()
                && read(key).filter(there -> Arrays.equals(there, content)).isPresent();
    }

    private static void pause(int tries) {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSES.after(tries).toNanos());
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
                return Optional.of(
                        new Stat(key, stat.size(), stat.lastModified().toInstant()));
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
            for (Result<Item> result : items(prefix, true)) {
                Item item = result.get();
                if (!item.isDir()) {
                    found.add(new Stat(
                            item.objectName(), item.size(), item.lastModified().toInstant()));
                }
            }
            return found;
        });
    }

    @Override
    public List<String> folders(String prefix) {
        return attempt("list " + prefix, () -> {
            List<String> found = new ArrayList<>();
            for (Result<Item> result : items(prefix, false)) {
                Item item = result.get();
                if (item.isDir()) {
                    found.add(item.objectName()
                            .substring(prefix.length(), item.objectName().length() - 1));
                }
            }
            return found.stream().sorted().toList();
        });
    }

    private Iterable<Result<Item>> items(String prefix, boolean recursive) {
        return quick.listObjects(ListObjectsArgs.builder()
                .bucket(bucket)
                .prefix(prefix)
                .recursive(recursive)
                .build());
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
    public List<Unfinished> unfinished() {
        return attempt("list unfinished uploads", () -> {
            List<Unfinished> found = new ArrayList<>();
            ListMultipartUploadsResult page = null;
            do {
                page = uploads(page);
                for (ListMultipartUploadsResult.Upload upload : page.uploads()) {
                    found.add(new Unfinished(upload.objectName(), upload.uploadId(), since(upload.initiated())));
                }
            } while (page.isTruncated());
            return found;
        });
    }

    /** Some servers do not know, and say 1970: then it is never old. */
    private static Instant since(ZonedDateTime initiated) {
        return initiated == null || initiated.getYear() == 1970
                ? InstantSource.system().instant()
                : initiated.toInstant();
    }

    private ListMultipartUploadsResult uploads(ListMultipartUploadsResult before) throws MinioException {
        ListMultipartUploadsArgs.Builder args =
                ListMultipartUploadsArgs.builder().bucket(bucket);
        if (before != null) {
            args.keyMarker(before.nextKeyMarker()).uploadIdMarker(before.nextUploadIdMarker());
        }
        return await(inParts.listMultipartUploads(args.build())).result();
    }

    @Override
    public void abandon(Unfinished write) {
        attempt("abandon an upload of " + write.key(), () -> {
            try {
                await(inParts.abortMultipartUpload(AbortMultipartUploadArgs.builder()
                        .bucket(bucket)
                        .object(write.key())
                        .uploadId(write.id())
                        .build()));
            } catch (ErrorResponseException e) {
                if (e.response().code() != 404) {
                    throw e;
                }
            }
            return null;
        });
    }

    private static <T> T await(CompletableFuture<T> answer) throws MinioException {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MinioException said) {
                throw said;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            inParts.close();
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
            throw new StoreException(failed(what) + root.getMessage(), e);
        } catch (IllegalStateException e) {
            // What the client makes of a connection that is refused, breaks or gives no answer.
            if (e.getCause() instanceof IOException broken) {
                throw new StoreException(failed(what) + broken.getMessage(), e);
            }
            throw e;
        }
    }

    /** What is written may find no room. */
    private <T> T write(String what, LongSupplier size, Call<T> call) {
        return attempt(what, () -> {
            try {
                return call.run();
            } catch (MinioException e) {
                Optional<String> full = full(e, size.getAsLong());
                if (full.isEmpty()) {
                    throw e;
                }
                throw new FullStoreException(full.get(), failed(what) + full.get(), e);
            }
        });
    }

    private String failed(String what) {
        return "the store at " + endpoint + " could not " + what + ": ";
    }

    /** {@return what is full and the remedy; empty if something else went wrong} */
    private Optional<String> full(MinioException e, long size) {
        if (!(e instanceof ErrorResponseException answer)) {
            return Optional.empty();
        }
        if (saysFull(answer)) {
            return Optional.of("it is full (" + answer.errorResponse().message()
                    + "); delete what is not needed, or give it more room");
        }
        return answer.response().code() >= 500 ? folder.flatMap(place -> fullDisk(place, size)) : Optional.empty();
    }

    /** MinIO's and Ceph's words, for a full disk and for a bucket that has used up what it may hold. */
    private static boolean saysFull(ErrorResponseException answer) {
        String code = String.valueOf(answer.errorResponse().code());
        return answer.response().code() == INSUFFICIENT_STORAGE
                || code.endsWith("StorageFull")
                || code.endsWith("QuotaExceeded");
    }

    /** What could not be written is gone from the disk again, and of an object in parts two copies lie there for a moment. */
    private static Optional<String> fullDisk(Path place, long size) {
        try {
            boolean room = Files.getFileStore(place).getUsableSpace() > NO_ROOM + 2 * size;
            return room ? Optional.empty() : Optional.of("the disk of " + place + " is full; make room on it");
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    /** {@return where it is, for people} */
    @Override
    public String toString() {
        return endpoint + "/" + bucket;
    }
}
