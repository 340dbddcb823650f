// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts bytes, whose number in a fill depends on the parameters. In operations per nanosecond: 10⁹ bytes per second. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class ByteCounter {
    /** The bytes written in this iteration. */
    public long bytes;

    /** Starts at zero, as JMH makes it do in every iteration. */
    public ByteCounter() {}
}
