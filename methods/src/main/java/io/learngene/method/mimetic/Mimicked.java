package io.learngene.method.mimetic;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.artefact.Origin;
import io.learngene.method.MimeticRule;

/**
 * Weights in closed form, drawn from the seed of the training.
 *
 * @param rule what attention begins as; default {@link MimeticRule#DEFAULT}
 */
@JsonTypeName("mimicked")
public record Mimicked(MimeticRule rule) implements Origin {
    public Mimicked {
        rule = rule == null ? MimeticRule.DEFAULT : rule;
    }
}
