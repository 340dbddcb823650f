// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.fill;

import io.goldilocks.init.Initializers;

/** Standard normal values: words, Box–Muller, rounding, and the way into memory. */
public class NormalFillBenchmark extends FillBenchmark {
    /** Makes the state; JMH sets the parameters. */
    public NormalFillBenchmark() {
        super(Initializers.normal(0, 1));
    }
}
