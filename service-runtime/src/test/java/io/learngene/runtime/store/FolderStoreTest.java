package io.learngene.runtime.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest extends ArtefactStoreContract {

    @TempDir
    Path folder;

    private FolderStore store;

    @BeforeEach
    void prepare() {
        store = new FolderStore(folder.resolve("objects"));
        store.prepare();
    }

    @Override
    ArtefactStore store() {
        return store;
    }

    @Test
    void keyThatLeavesTheFolderIsRefused() {
        assertThatThrownBy(() -> store.put("name", "../outside", new byte[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("../outside");
    }
}
