package io.learngene.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.stack.ObjectStore;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreAnyPlaceTest {

    private static final String BUCKET = "bucket";

    @TempDir
    private Path folder;

    @Test
    void objectsAreListedWhereverTheStateLies() throws Exception {
        // Given
        Path state = folder.resolve("ü #1 100%25 a,b\\u0041+=");
        try (ObjectStore store = ObjectStore.start(state, 0)) {
            MinioClient client = MinioClient.builder()
                    .endpoint(store.endpoint())
                    .credentials(ObjectStore.ACCESS_KEY, store.secretKey())
                    .build();
            client.makeBucket(MakeBucketArgs.builder().bucket(BUCKET).build());
            for (String key : List.of("datasets/pets/a.json", "learngenes/b/learngene.json")) {
                client.putObject(PutObjectArgs.builder().bucket(BUCKET).object(key).stream(
                                new ByteArrayInputStream(new byte[3]), 3L, -1L)
                        .build());
            }

            // When
            List<String> keys = new ArrayList<>();
            for (var each : client.listObjects(ListObjectsArgs.builder()
                    .bucket(BUCKET)
                    .prefix("datasets/")
                    .recursive(true)
                    .build())) {
                keys.add(each.get().objectName());
            }

            // Then
            assertThat(keys).containsExactly("datasets/pets/a.json");
            assertThat(Files.exists(state.resolve("store/data/bucket/datasets/pets/a.json")))
                    .isTrue();
        }
    }
}
