package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.local.client.FakeGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeleteCommandTest {

    private static final FakeGateway.Answer DONE =
            of(200, "{\"deleted\": \"dataset pets\", \"dry_run\": false, \"objects\": 2, \"bytes\": 12000000}");

    @ParameterizedTest
    @CsvSource({
        "family, f-1, /families/f-1",
        "model, f-1/L06, /families/f-1/models/L06",
        "model, f-1/baselines/scratch/L06, /families/f-1/baselines/scratch/L06",
        "learngene, f-1, /learngenes/f-1",
        "dataset, pets, /datasets/pets",
        "ancestor, big, /ancestors/big"
    })
    void everythingIsDeletedInOneForm(String kind, String id, String path) {
        // Given
        try (FakeGateway gateway = new FakeGateway(DONE, DONE)) {
            // When
            Typed looked = Typed.run(gateway, "delete", kind, id, "--dry-run");
            Typed deleted = Typed.run(gateway, "delete", kind, id);

            // Then
            assertThat(looked.succeeded().out()).isEqualTo("would delete dataset pets: 2 objects, 12.0 MB\n");
            assertThat(deleted.succeeded().out()).isEqualTo("deleted dataset pets: 2 objects, 12.0 MB\n");
            assertThat(gateway.requests())
                    .extracting(FakeGateway.Request::target)
                    .containsExactly(path + "?dry_run=true", path + "?dry_run=false");
        }
    }

    @Test
    void whatStaysIsNamedWithWhoNeedsIt() {
        // Given
        String kept = "{\"deleted\": \"family f-1\", \"objects\": 1, \"bytes\": 10, \"kept\": [{\"what\":"
                + " \"families/f-1/models/L06/model.json\", \"objects\": 3, \"bytes\": 2000000, \"needed_by\": [\"family"
                + " f-2\"], \"others\": 4}]}";
        try (FakeGateway gateway = new FakeGateway(of(200, kept))) {
            // When
            Typed outcome = Typed.run(gateway, "delete", "family", "f-1");

            // Then
            assertThat(outcome.succeeded().out())
                    .contains("deleted family f-1: 1 object, 0.0 MB\n")
                    .contains("kept families/f-1/models/L06/model.json (3 objects, 2.0 MB): needed by family f-2 and 4"
                            + " more\n");
        }
    }

    @Test
    void whatTheGatewayRefusesIsTold() {
        // Given
        try (FakeGateway gateway =
                new FakeGateway(of(409, "{\"detail\": \"the family f-1 has jobs\", \"status\": 409}"))) {
            // When / Then
            assertThat(Typed.run(gateway, "delete", "family", "f-1")
                            .failedWith(2)
                            .err())
                    .contains("the family f-1 has jobs");
            assertThat(Typed.run(gateway, "delete", "model", "f-1")
                            .failedWith(2)
                            .err())
                    .contains("give FAMILY/NAME");
        }
    }

    @Test
    void collectionGoesOnUntilThereIsNoMoreAndSumsUp() {
        // Given
        String first = "{\"dry_run\": false, \"orphans\": {\"checkpoints\": {\"objects\": 10, \"bytes\": 5000000,"
                + " \"example\": \"jobs/f-1/a\"}}, \"more\": true}";
        String second = "{\"dry_run\": false, \"orphans\": {\"attempts\": {\"objects\": 1, \"bytes\": 1, \"example\":"
                + " \"jobs/f-1/b\"}, \"checkpoints\": {\"objects\": 2, \"bytes\": 1000000, \"example\": \"jobs/f-1/c\"}},"
                + " \"kept\": [\"x: put it back\"], \"unknown\": [\"f-9\"], \"more\": false}";
        try (FakeGateway gateway = new FakeGateway(of(200, first), of(200, second))) {
            // When
            Typed outcome = Typed.run(gateway, "clean");

            // Then
            assertThat(outcome.succeeded().out())
                    .containsPattern("checkpoints +12 +6000000 +jobs/f-1/a")
                    .containsPattern("attempts +1 +1 +jobs/f-1/b")
                    .contains("removed 13 objects, 6.0 MB\n", "kept x: put it back\n", "foundry delete family f-9");
            assertThat(gateway.requests())
                    .extracting(FakeGateway.Request::target)
                    .containsExactly("/collections?dry_run=false", "/collections?dry_run=false");
        }
    }

    @Test
    void previewAsksOnceAndSaysThatItIsOne() {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(200, "{\"dry_run\": true, \"orphans\": {}, \"more\": false}"))) {
            // When
            Typed outcome = Typed.run(gateway, "clean", "--dry-run");

            // Then
            assertThat(outcome.succeeded().out()).isEqualTo("would remove 0 objects, 0.0 MB\n");
            assertThat(gateway.requests())
                    .extracting(FakeGateway.Request::target)
                    .containsExactly("/collections?dry_run=true");
        }
    }
}
