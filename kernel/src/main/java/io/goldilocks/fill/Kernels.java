// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import io.goldilocks.distribution.Samples;
import io.goldilocks.distribution.ScalarSamples;
import io.goldilocks.distribution.VectorSamples;
import io.goldilocks.rng.ScalarWords;
import io.goldilocks.rng.VectorWords;
import io.goldilocks.rng.Words;
import io.goldilocks.rounding.Rounding;
import io.goldilocks.rounding.ScalarRounding;
import io.goldilocks.rounding.VectorRounding;

/** The three steps from a counter to a rounded value, all scalar or all vector: the same bits. For one thread. */
record Kernels(Words words, Samples samples, Rounding rounding) {
    static Kernels scalar() {
        return new Kernels(new ScalarWords(), new ScalarSamples(), new ScalarRounding());
    }

    static Kernels vector() {
        return new Kernels(new VectorWords(), new VectorSamples(), new VectorRounding());
    }
}
