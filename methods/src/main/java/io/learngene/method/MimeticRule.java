package io.learngene.method;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.Check;

/**
 * What attention begins as: of every head {@code Wq' Wk ~ alpha_qk Z + beta_qk I}, and of all heads together
 * {@code Wproj Wv ~ alpha_vo Z - beta_vo I}, with Z normal of variance 1 / dim.
 *
 * @param alphaQk noise of queries and keys; default 0.7
 * @param betaQk share of the identity in queries and keys; default 0.7
 * @param alphaVo noise of values and projection; default 0.4
 * @param betaVo share of the negative identity in values and projection; default 0.4
 * @param positions what the position embedding begins as; default {@link Positions#SINUSOIDAL}
 */
public record MimeticRule(Double alphaQk, Double betaQk, Double alphaVo, Double betaVo, Positions positions) {

    /** The published numbers. */
    public static final MimeticRule DEFAULT = new MimeticRule(null, null, null, null, null);

    /** Position embeddings. */
    public enum Positions {
        /** Sines and cosines of row and column; a token in front of the patches has zeros. Needs a width that is a multiple of 4. */
        @JsonProperty("sinusoidal")
        SINUSOIDAL,
        /** Drawn, as for any other model. */
        @JsonProperty("drawn")
        DRAWN
    }

    public MimeticRule {
        alphaQk = alphaQk == null ? 0.7 : alphaQk;
        betaQk = betaQk == null ? 0.7 : betaQk;
        alphaVo = alphaVo == null ? 0.4 : alphaVo;
        betaVo = betaVo == null ? 0.4 : betaVo;
        positions = positions == null ? Positions.SINUSOIDAL : positions;
        Check.range("alpha_qk", alphaQk, 0.0, 10.0);
        Check.range("beta_qk", betaQk, 0.0, 10.0);
        Check.range("alpha_vo", alphaVo, 0.0, 10.0);
        Check.range("beta_vo", betaVo, 0.0, 10.0);
    }
}
