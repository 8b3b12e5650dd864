package io.learngene.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.guard.MemoryBudget;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.method.sws.FamilyRequest;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;

/** Whatever a body holds, as JSON and as YAML it is a request, or it is refused with a field and a remedy. */
class DocumentsFuzzTest {

    private static final List<MediaType> TYPES =
            List.of(MediaType.APPLICATION_JSON_TYPE, new MediaType("application", "yaml"));

    private final MemoryBudget memory = new MemoryBudget("request documents", 64L << 20);
    private final Documents documents = new Documents(Settings.of(Map.of()), memory);

    @FuzzTest
    @Timeout(60)
    void isReadOrRefused(byte[] body) {
        for (MediaType type : TYPES) {
            try {
                assertThat(documents.request(new ByteArrayInputStream(body), type, FamilyRequest.class))
                        .isNotNull();
            } catch (InvalidFieldException refused) {
                assertThat(refused.field()).isNotBlank();
                assertThat(refused.remedy()).isNotBlank().doesNotContain("Cannot invoke", "problem: null");
            } catch (ProblemException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }
}
