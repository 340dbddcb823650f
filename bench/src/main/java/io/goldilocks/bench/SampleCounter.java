// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts samples, whose number in a fill depends on the parameters. In operations per nanosecond: 10⁹ samples per second. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class SampleCounter {
    /** The samples made in this iteration. */
    public long samples;

    /** Starts at zero, as JMH makes it do in every iteration. */
    public SampleCounter() {}
}
