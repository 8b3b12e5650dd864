package io.learngene.method.mimetic;

import io.learngene.engine.safetensors.TensorSource;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.MimeticWeights;
import java.util.Map;

/** Attention that begins as trained attention looks, and otherwise random weights. */
final class MimeticInitialiser implements Initialiser<Mimicked> {

    @Override
    public Class<Mimicked> origin() {
        return Mimicked.class;
    }

    @Override
    public Map<String, TensorSource> weights(Mimicked origin, Wanted wanted, Artefacts artefacts) {
        return MimeticWeights.of(wanted.architecture(), origin.rule(), wanted.seed());
    }

    @Override
    public String lineage(Mimicked origin) {
        return "Trained from random weights whose attention began as trained attention looks (mimetic initialisation).";
    }
}
