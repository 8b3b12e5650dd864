/** The units of work on the job topics. Job ids are deterministic, so a job that is queued twice is one job. */
package io.learngene.contracts.job;
