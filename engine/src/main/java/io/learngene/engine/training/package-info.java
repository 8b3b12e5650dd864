/**
 * The training loop: one for ancestors, auxiliary models and descendants. {@link io.learngene.engine.training.Trainer} runs
 * a {@link io.learngene.engine.training.TrainingTask}, tells a listener, keeps checkpoints and resumes from them bit for bit.
 */
package io.learngene.engine.training;
