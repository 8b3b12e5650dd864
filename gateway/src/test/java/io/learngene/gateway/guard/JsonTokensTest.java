package io.learngene.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonTokensTest {

    @Test
    void heapGrowsWithNamesValuesAndBrackets() throws IOException {
        // When
        long heap = JsonTokens.heap(Json.mapper().createParser("{\"a\": [1, 2]}"), 7, "config.json");

        // Then
        assertThat(heap).isEqualTo(7 * 120);
    }

    @Test
    void moreNamesAndValuesThanAllowedAreRefusedByName() {
        // Given
        String document = "[" + "{},".repeat(500_000) + "{}]";

        // When / Then
        assertThatThrownBy(() -> JsonTokens.heap(Json.mapper().createParser(document), 1_000, "config.json"))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining("more than 1000 names and values");
    }
}
