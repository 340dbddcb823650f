// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import io.goldilocks.distribution.Samples;
import io.goldilocks.distribution.ScalarSamples;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.distribution.VectorPhiloxUniform;
import io.goldilocks.distribution.VectorSamples;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.ScalarWords;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.VectorWords;
import io.goldilocks.rng.Words;
import io.goldilocks.rounding.Rounding;
import io.goldilocks.rounding.ScalarRounding;
import io.goldilocks.rounding.VectorRounding;
import java.lang.foreign.MemorySegment;

/** The three steps from a counter to a rounded value, all scalar or all vector: the same bits. For one thread. */
record Kernels(Words words, Samples samples, Rounding rounding) {
    static Kernels scalar() {
        return new Kernels(new ScalarWords(), new ScalarSamples(), new ScalarRounding());
    }

    static Kernels vector() {
        return new Kernels(new VectorWords(), new VectorSamples(), new VectorRounding());
    }

    /** The first two steps to uniform f32 samples, which are one kernel where there is one; {@code scratch} has room for words. */
    void uniformF32(TensorStream stream, long firstTile, int count, Uniform uniform, int[] scratch, MemorySegment out,
            long offset) {
        float low = (float) uniform.low();
        float span = (float) uniform.high() - low;
        if (words instanceof VectorWords && stream.engine() == Engine.PHILOX4X32_10) {
            VectorPhiloxUniform.generate(stream, firstTile, count, low, span, out, offset);
        } else {
            words.generate(stream, firstTile, count, scratch);
            samples.uniformF32(scratch, count, low, span, out, offset);
        }
    }
}
