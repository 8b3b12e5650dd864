package io.learngene.gateway.submission;

/**
 * The answer to a request that became a job.
 *
 * @param family family id
 * @param job job id
 * @param model name of the model that will be made; null where there is not exactly one
 */
public record Accepted(String family, String job, String model) {}
