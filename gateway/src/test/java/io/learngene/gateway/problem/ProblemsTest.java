package io.learngene.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.view.Problem;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.messaging.MessagingException;
import io.learngene.runtime.store.FullStoreException;
import io.learngene.runtime.store.MissingObjectException;
import io.learngene.runtime.store.OversizedObjectException;
import io.learngene.runtime.store.StoreException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of every kind of failure, by the mapper that the server would choose. */
class ProblemsTest {

    private static final String INSIDE = "s3://10.0.0.7/bucket: Connection refused";

    private record Kind(Throwable failure, int status) {}

    static List<Kind> kinds() {
        return List.of(
                new Kind(new InvalidFieldException("seed", "x", "give a number"), 400),
                new Kind(ProblemException.notFound("family toy"), 404),
                new Kind(ProblemException.tooSlow("the body"), 408),
                new Kind(ProblemException.conflict("it is published"), 409),
                new Kind(ProblemException.tooLarge(7), 413),
                new Kind(ProblemException.unusable("dataset", "there is none"), 422),
                new Kind(ProblemException.unavailable("the view"), 503),
                new Kind(ProblemException.unconfirmed(), 503),
                new Kind(new DatasetException("the archive has one class"), 422),
                new Kind(new SafetensorsException("the header is cut off"), 422),
                new Kind(new StoreException(INSIDE, null), 503),
                new Kind(unconfirmed(), 503),
                new Kind(new FullStoreException("it is full; give it more room", INSIDE, null), 507),
                new Kind(new OversizedObjectException("models/large", 17, 16), 409),
                new Kind(new MissingObjectException("models/gone", null), 404),
                new Kind(new NotFoundException(), 404),
                new Kind(new NotAllowedException("GET"), 405),
                new Kind(new WebApplicationException(406), 406),
                new Kind(new WebApplicationException(415), 415),
                new Kind(new WebApplicationException(new NumberFormatException("For input string: \"x\""), 404), 400),
                new Kind(new IllegalStateException(INSIDE), 500),
                new Kind(new NullPointerException(INSIDE), 500),
                new Kind(new StackOverflowError(), 500));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyFailureIsAProblemOfItsStatusThatTellsNothingFromInside(Kind kind) throws Exception {
        // When
        Response answer = answer(kind.failure());

        // Then
        assertThat(answer.getStatus()).isEqualTo(kind.status());
        assertThat(answer.getMediaType()).hasToString(Problems.JSON);
        Problem problem = (Problem) answer.getEntity();
        assertThat(problem.status()).isEqualTo(kind.status());
        assertThat(problem.title()).isNotBlank();
        assertThat(problem.detail()).isNotBlank().doesNotContain("10.0.0.7", "Exception", "For input string");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whoIsToComeAgainIsToldWhen(Kind kind) throws Exception {
        // When
        Response answer = answer(kind.failure());

        // Then
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo(kind.status() == 503 ? "2" : null);
        assertThat(answer.getHeaderString("Connection")).isEqualTo(kind.status() == 408 ? "close" : null);
    }

    @Test
    void fieldAtFaultIsNamed() throws Exception {
        // When
        Problem invalid = problem(new InvalidFieldException("tuning.epochs", -1, "give 0 or more"));
        Problem unusable = problem(ProblemException.unusable("dataset", "there is none"));

        // Then
        assertThat(invalid.field()).isEqualTo("tuning.epochs");
        assertThat(invalid.detail()).contains("tuning.epochs", "-1", "give 0 or more");
        assertThat(unusable.field()).isEqualTo("dataset");
    }

    @Test
    void whatNobodyExpectedIsNamedByAnIdOfItsOwn() throws Exception {
        // When
        String first = problem(new IllegalStateException(INSIDE)).detail();
        String second = problem(new IllegalStateException(INSIDE)).detail();

        // Then: whoever has the log finds it there
        assertThat(first)
                .matches(".*[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}.*")
                .isNotEqualTo(second);
    }

    @Test
    void whatNobodyExpectedHasTheIdOfItsRequest() throws Exception {
        // Given
        MDC.put(Problems.REQUEST_ID, "ticket-7");
        try {
            // When / Then
            assertThat(problem(new IllegalStateException(INSIDE)).detail()).contains("ticket-7");
        } finally {
            MDC.remove(Problems.REQUEST_ID);
        }
    }

    @Test
    void objectThatIsGoneFromTheStoreIsNotSaidToComeBack() throws Exception {
        assertThat(problem(new MissingObjectException("models/gone", null)).detail())
                .contains("models/gone")
                .doesNotContain("try again");
    }

    @Test
    void whatIsFullIsToldWithItsRemedyAndNotThatItComesBack() throws Exception {
        // When
        Problem problem = problem(new FullStoreException("the disk of /x is full; make room on it", INSIDE, null));

        // Then
        assertThat(problem.detail()).isEqualTo("the object store has no room: the disk of /x is full; make room on it");
    }

    @ParameterizedTest
    @CsvSource({"404, /q/openapi", "405, /q/openapi", "406, application/json", "415, application/yaml"})
    void remedyIsTold(int status, String says) throws Exception {
        assertThat(problem(new WebApplicationException(status)).detail()).contains(says);
    }

    @ParameterizedTest
    @ValueSource(ints = {402, 414, 431, 501})
    void statusOfTheServerItselfIsKept(int status) throws Exception {
        assertThat(answer(new WebApplicationException(status)).getStatus()).isEqualTo(status);
    }

    /** {@return what comes of a message that no broker took} */
    private static MessagingException unconfirmed() {
        try {
            Messages.await(CompletableFuture.failedFuture(new IllegalStateException(INSIDE)));
        } catch (MessagingException e) {
            return e;
        }
        throw new AssertionError("the broker took it");
    }

    private static Problem problem(Throwable failure) throws Exception {
        return (Problem) answer(failure).getEntity();
    }

    /** As the server does: the mapper of the nearest class. */
    private static Response answer(Throwable failure) throws Exception {
        Method nearest = Arrays.stream(Problems.class.getDeclaredMethods())
                .filter(method -> method.getReturnType() == Response.class && method.getParameterCount() == 1)
                .filter(method -> method.getParameterTypes()[0].isInstance(failure))
                .min(Comparator.comparingInt(method -> distance(failure.getClass(), method.getParameterTypes()[0])))
                .orElseThrow();
        return (Response) nearest.invoke(new Problems(), failure);
    }

    private static int distance(Class<?> from, Class<?> to) {
        return from == to ? 0 : 1 + distance(from.getSuperclass(), to);
    }
}
