package io.learngene.method.growth;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import java.util.Arrays;
import java.util.Locale;

/**
 * What makes the larger network's first weights; in JSON the kind alone may stand for it. A trained operator is fitted by a few steps on the
 * training images, with the recipe of the tuning but for what is given here, while the small network's weights stay.
 *
 * @param kind which one; default {@link Kind#BERT2BERT}
 * @param rank rank of the ring; {@link Kind#MANGO} alone; default 1
 * @param steps optimiser steps of its fit; default 100, as published
 * @param learningRate peak learning rate of its fit, which is none of weights; default 0.003
 */
public record GrowthOperator(Kind kind, Integer rank, Integer steps, Double learningRate) {

    /** Closed form, by the rule of the request. */
    static final GrowthOperator CLOSED = new GrowthOperator(Kind.BERT2BERT, null, null, null);

    /** Operators. */
    public enum Kind {
        /** Copies of neurons in closed form (Chen et al., ACL 2022), by the request's rule. */
        @JsonProperty("bert2bert")
        BERT2BERT(0),
        /** Mixtures of layers and of neurons (Wang et al., ICLR 2023). */
        @JsonProperty("ligo")
        LIGO(3e-3),
        /** A ring of four cores over all matrices (Pan et al., NeurIPS 2023). */
        @JsonProperty("mango")
        MANGO(3e-3);

        private final double learningRate;

        Kind(double learningRate) {
            this.learningRate = learningRate;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @JsonCreator
    public GrowthOperator {
        kind = kind == null ? Kind.BERT2BERT : kind;
        Check.that(
                rank == null || kind == Kind.MANGO, "rank", rank, "only mango has one; leave it out of " + kind.word());
        if (kind == Kind.BERT2BERT) {
            Check.that(
                    steps == null, "steps", steps, "bert2bert is closed form; leave them out, or give ligo or mango");
            Check.that(
                    learningRate == null,
                    "learning_rate",
                    learningRate,
                    "bert2bert is closed form; leave it out, or give ligo or mango");
        } else {
            steps = steps == null ? (Integer) 100 : steps;
            learningRate = learningRate == null ? (Double) kind.learningRate : learningRate;
            rank = kind == Kind.MANGO && rank == null ? (Integer) 1 : rank;
        }
        Check.range("rank", rank, 1, 16);
        Check.range("steps", steps, 1, 10_000);
        Check.range("learning_rate", learningRate, 0.0, 10.0);
    }

    /**
     * @param kind name of a kind
     * @return it, with its defaults
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static GrowthOperator of(String kind) {
        return Arrays.stream(Kind.values())
                .filter(each -> each.word().equals(kind))
                .findFirst()
                .map(each -> new GrowthOperator(each, null, null, null))
                .orElseThrow(() -> new InvalidFieldException("", kind, "give bert2bert, ligo or mango"));
    }

    /** {@return whether steps fit it} */
    boolean trained() {
        return kind != Kind.BERT2BERT;
    }
}
