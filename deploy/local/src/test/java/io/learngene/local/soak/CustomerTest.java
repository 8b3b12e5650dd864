package io.learngene.local.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.view.FamilyView;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomerTest {

    /** What nobody could do is no fault of the stack, so a customer does not ask for it. */
    @ParameterizedTest
    @CsvSource({
        "SELECTION, 2 4, L04",
        "SELECTION, 2, ",
        "GROWTH, 2 4, L02",
        "GROWTH, 5, ",
        "GROWTH, 5 2, L02",
        "TUNING, 5, L05"
    })
    void modelIsOneThatTheWorkCanBeOf(Work.Kind kind, String depths, String model) {
        // Given
        StringBuilder rows = new StringBuilder();
        for (String depth : depths.split(" ")) {
            rows.append(rows.isEmpty() ? "" : ",")
                    .append("{\"name\": \"L0%s\", \"depth\": %s, \"parameters\": 1}".formatted(depth, depth));
        }
        String json =
                "{\"family\": \"pets-1a2b3c4d\", \"state\": \"done\", \"descendants\": [" + rows + "], \"jobs\": []}";

        // When
        FamilyView family = Json.read(json.getBytes(UTF_8), FamilyView.class);

        // Then
        assertThat(Customer.model(family, kind).orElse(null)).isEqualTo(model);
    }
}
