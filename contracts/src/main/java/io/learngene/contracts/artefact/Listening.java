package io.learngene.contracts.artefact;

/**
 * How a model listened to an ancestor while it was tuned; in JSON fields of its manifest.
 *
 * @param teacher the ancestor that it listened to; null for none
 * @param teacherFlops floating point operations of that ancestor per image; null for none, 0 if unknown
 * @param answers where that ancestor's answers came from; null for none, and in manifests from before they were stored
 * @param teacherEpochs epochs whose images it was asked about in this job; null for every epoch
 */
public record Listening(TuningTeacher teacher, Long teacherFlops, AnswerSource answers, Integer teacherEpochs) {

    /** To nobody. */
    public static final Listening NONE = new Listening(null, null, null, null);
}
