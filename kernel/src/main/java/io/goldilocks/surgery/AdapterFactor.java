// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.fill.Filler;
import io.goldilocks.init.Initializer;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.MatrixLayout;
import io.goldilocks.init.Part;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One of the two factors of an adapted module.
 *
 * @param spec its name, shape and element type
 * @param parts what its elements are; nothing if they are part of a weight that is not at hand
 */
public record AdapterFactor(TensorSpec spec, Optional<List<Part>> parts) {
    /** Copies the list. */
    public AdapterFactor {
        parts = parts.map(List::copyOf);
    }

    /**
     * Makes A and B of a module.
     *
     * @param taken what {@link LoraInit#changesBase} takes off the weight, if that is at hand
     */
    static List<AdapterFactor> of(LoraTarget target, LoraOptions options, Randomness randomness, Filler filler,
            Optional<Factors> taken) throws IOException {
        if (target.isEmbedding() || !(options.init().changesBase() || options.init() == LoraInit.ORTHOGONAL)) {
            return List.of(
                    drawn(target.a(options),
                            target.isEmbedding() ? MatrixLayout.LORA_EMBEDDING_A : MatrixLayout.LORA_A,
                            first(target, options)),
                    drawn(target.b(options), MatrixLayout.LORA_B, second(target, options)));
        }
        Optional<Factors> made = options.init() == LoraInit.ORTHOGONAL
                ? Optional.of(OrthogonalFactors.make(filler, target, options.rank(), randomness))
                : taken;
        return List.of(new AdapterFactor(target.a(options), made.map(Factors::partsOfA)),
                new AdapterFactor(target.b(options), made.map(Factors::partsOfB)));
    }

    /** A and B of a module, of which nothing is made. */
    static List<AdapterFactor> unknown(LoraTarget target, LoraOptions options) {
        return List.of(new AdapterFactor(target.a(options), Optional.empty()),
                new AdapterFactor(target.b(options), Optional.empty()));
    }

    /** Elements that are drawn one by one, or are zeros. */
    private static AdapterFactor drawn(TensorSpec spec, MatrixLayout layout, Initializer initializer) {
        return new AdapterFactor(spec, Optional.of(initializer.parts(spec.shape(), layout)));
    }

    private static Initializer first(LoraTarget target, LoraOptions options) {
        if (target.isEmbedding() || options.init() == LoraInit.ZEROS) {
            return Initializers.zeros();
        }
        return options.init() == LoraInit.GAUSSIAN
                ? Initializers.normal(0, 1.0 / options.rank())
                : Initializers.parse("kaiming_uniform(a=" + Math.sqrt(5) + ")");
    }

    private static Initializer second(LoraTarget target, LoraOptions options) {
        return target.isEmbedding() && options.init() != LoraInit.ZEROS
                ? Initializers.normal(0, 1)
                : Initializers.zeros();
    }
}
