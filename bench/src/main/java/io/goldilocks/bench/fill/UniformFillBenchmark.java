// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.fill;

import io.goldilocks.init.Initializers;

/** Values uniform on [0, 1): words, one fused multiply-add, rounding, and the way into memory. */
public class UniformFillBenchmark extends FillBenchmark {
    /** Makes the state; JMH sets the parameters. */
    public UniformFillBenchmark() {
        super(Initializers.uniform(0, 1));
    }
}
