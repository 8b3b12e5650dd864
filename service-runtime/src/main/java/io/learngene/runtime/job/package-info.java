/**
 * How a job is run: taken from a share group, worked on under a renewed lock, published once, announced, and only then
 * accepted. See {@link io.learngene.runtime.job.JobLoop}.
 */
package io.learngene.runtime.job;
