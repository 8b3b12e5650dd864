package io.learngene.contracts.artefact;

import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import java.time.Instant;

/**
 * A learngene in a list; its manifest has the rest.
 *
 * @param id learngene, which is its family's id
 * @param architecture shape of the model that it was taken from
 * @param repeats how often that model applies each of its blocks; null where that means nothing
 * @param parameters parameters stored
 * @param weights its file
 * @param ancestorId the ancestor in the store; null if it was not kept
 * @param createdAt when it was made; null if that is not known
 */
public record ListedLearngene(
        String id,
        VitArchitecture architecture,
        StageSchedule repeats,
        long parameters,
        ArtefactRef weights,
        String ancestorId,
        Instant createdAt) {}
