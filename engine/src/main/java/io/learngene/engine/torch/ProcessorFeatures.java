package io.learngene.engine.torch;

import io.learngene.contracts.recipe.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What the processor says of itself in Linux' {@code /proc/cpuinfo}. */
final class ProcessorFeatures {

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    private ProcessorFeatures() {}

    /** {@return whether this processor multiplies matrices of that type itself; {@code unsaid} where it does not say} */
    static boolean compute(Precision precision, boolean unsaid) {
        try {
            return compute(precision, Files.readString(CPUINFO, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return unsaid;
        }
    }

    static boolean compute(Precision precision, String cpuinfo) {
        List<String> features = cpuinfo.lines()
                .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                .findFirst()
                .map(line -> Arrays.asList(
                        line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
                .orElse(List.of());
        return features.isEmpty()
                || switch (precision) {
                    case FP32 -> true;
                    case BF16 -> any(features, "avx512_bf16", "amx_bf16", "bf16");
                    case FP16 -> any(features, "avx512_fp16", "amx_fp16", "asimdhp");
                };
    }

    private static boolean any(List<String> features, String... wanted) {
        return !Collections.disjoint(features, Arrays.asList(wanted));
    }
}
