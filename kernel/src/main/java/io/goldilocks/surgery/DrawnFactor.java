// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.init.Initializer;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.MatrixLayout;
import io.goldilocks.init.Part;
import io.goldilocks.tensor.TensorSpec;
import java.util.List;

/**
 * A factor of an adapter whose elements are drawn one by one, or are zeros: the base has no part in it.
 *
 * @param spec its name, shape and element type
 * @param parts what its elements are
 */
public record DrawnFactor(TensorSpec spec, List<Part> parts) {
    /** Copies the list. */
    public DrawnFactor {
        parts = List.copyOf(parts);
    }

    /** Tells whether the factors of a module are of this kind. */
    static boolean isDrawn(LoraTarget target, LoraInit init) {
        return target.isEmbedding() || !(init.changesBase() || init == LoraInit.ORTHOGONAL);
    }

    /** A and B of a module. */
    static List<DrawnFactor> of(LoraTarget target, LoraOptions options) {
        return List.of(
                of(target.a(options), target.isEmbedding() ? MatrixLayout.LORA_EMBEDDING_A : MatrixLayout.LORA_A,
                        first(target, options)),
                of(target.b(options), MatrixLayout.LORA_B, second(target, options)));
    }

    private static DrawnFactor of(TensorSpec spec, MatrixLayout layout, Initializer initializer) {
        return new DrawnFactor(spec, initializer.parts(spec.shape(), layout));
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
