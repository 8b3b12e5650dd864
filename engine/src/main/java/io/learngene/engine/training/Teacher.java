package io.learngene.engine.training;

import io.learngene.contracts.recipe.TeacherLoss;

/**
 * The ancestor of a distillation and the loss that listens to it.
 *
 * @param answers the ancestor, or what it answered before
 * @param loss how much they count
 */
public record Teacher(Answers answers, TeacherLoss loss) {}
