package io.learngene.contracts.project;

/**
 * What a project has, and may have.
 *
 * @param project its name
 * @param jobs jobs that have not ended
 * @param maxJobs how many of them it may have; null for any number
 * @param deviceHours hours that workers were on its jobs within 28 days; null while or where they are not counted
 * @param maxDeviceHours how many of them it may use; null for any number
 * @param bytes what it has in the store, as it was at most a minute ago
 * @param maxBytes how much of that it may have; null for any amount
 */
public record ProjectUse(
        String project,
        int jobs,
        Integer maxJobs,
        Double deviceHours,
        Double maxDeviceHours,
        long bytes,
        Long maxBytes) {}
