package io.learngene.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.stack.ObjectStore;
import io.minio.CreateMultipartUploadArgs;
import io.minio.MinioAsyncClient;
import io.minio.UploadPartArgs;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real S3 server. */
class S3StoreTest extends ArtefactStoreContract {

    @TempDir
    static Path state;

    private static ObjectStore server;
    private static S3Store store;

    @BeforeAll
    static void start() {
        server = ObjectStore.start(state, 0);
        store = new S3Store(server.endpoint(), "contract", ObjectStore.ACCESS_KEY, server.secretKey(), null);
        store.prepare();
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
    }

    @Override
    ArtefactStore store() {
        return store;
    }

    @Test
    void uploadThatWasLeftInTheMiddleIsListedAndGoneWhenItIsAbandoned() throws Exception {
        // Given: a part of 5 MiB is there, and whoever sent it has died
        Instant before = Instant.now().minusSeconds(2);
        MinioAsyncClient dead = MinioAsyncClient.builder()
                .endpoint(server.endpoint())
                .credentials(ObjectStore.ACCESS_KEY, server.secretKey())
                .region("us-east-1")
                .build();
        String upload = dead.createMultipartUpload(CreateMultipartUploadArgs.builder()
                        .bucket("contract")
                        .object("left/large")
                        .build())
                .join()
                .result()
                .uploadId();
        dead.uploadPart(UploadPartArgs.builder()
                        .bucket("contract")
                        .object("left/large")
                        .uploadId(upload)
                        .partNumber(1)
                        .data(new byte[5 << 20], 5 << 20)
                        .build())
                .join();

        // When
        List<ArtefactStore.Unfinished> found = store.unfinished();

        // Then
        assertThat(found).singleElement().satisfies(each -> {
            assertThat(each.key()).isEqualTo("left/large");
            assertThat(each.since()).isBetween(before, Instant.now().plusSeconds(2));
        });
        assertThat(store.list("")).extracting(ArtefactStore.Stat::key).noneMatch(key -> key.contains("left/large"));
        store.abandon(found.get(0));
        store.abandon(found.get(0));
        assertThat(store.unfinished()).isEmpty();
        dead.close();
    }
}
