package io.learngene.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.local.client.FoundryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListCommandTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, -, ''", "2, -, ?page=2", "-, 50, ?size=50", "2, 50, ?page=2&size=50"})
    void onlyWhatIsAskedForIsSent(Integer page, Integer limit, String query) {
        // When
        // Then
        assertThat(ListCommand.query(page, limit)).isEqualTo(query);
    }

    @Test
    void pageBeforeTheFirstIsRefused() {
        // When
        // Then
        assertThatThrownBy(() -> ListCommand.query(0, null))
                .isInstanceOf(FoundryException.class)
                .hasMessageContaining("--page: 0");
    }
}
