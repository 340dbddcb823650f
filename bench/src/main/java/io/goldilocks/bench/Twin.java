// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench;

import io.goldilocks.distribution.Samples;
import io.goldilocks.distribution.ScalarSamples;
import io.goldilocks.distribution.VectorSamples;
import io.goldilocks.rng.ScalarWords;
import io.goldilocks.rng.VectorWords;
import io.goldilocks.rng.Words;
import io.goldilocks.rounding.Rounding;
import io.goldilocks.rounding.ScalarRounding;
import io.goldilocks.rounding.VectorRounding;

/** The two implementations of every stage, which give the same bits. */
public enum Twin {
    /** One value at a time: the specification. */
    SCALAR,
    /** On vectors. */
    VECTOR;

    /**
     * Makes the twin's source of words.
     *
     * @return a new one
     */
    public Words words() {
        return this == SCALAR ? new ScalarWords() : new VectorWords();
    }

    /**
     * Makes the twin's transforms.
     *
     * @return new ones
     */
    public Samples samples() {
        return this == SCALAR ? new ScalarSamples() : new VectorSamples();
    }

    /**
     * Makes the twin's rounding.
     *
     * @return a new one
     */
    public Rounding rounding() {
        return this == SCALAR ? new ScalarRounding() : new VectorRounding();
    }
}
