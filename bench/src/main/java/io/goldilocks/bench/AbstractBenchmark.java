// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench;

import io.goldilocks.simd.Lanes;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How every benchmark runs; JMH inherits annotations from abstract classes. One JMH thread: where a benchmark measures
 * several threads, they are the kernel's own.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsPrepend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Xms512m",
    "-Xmx512m"})
@State(Scope.Benchmark)
public abstract class AbstractBenchmark {
    /** The seed of all streams and generators. */
    public static final long SEED = 42;

    /** Makes the state; JMH sets the parameters. */
    protected AbstractBenchmark() {}

    /** Prints once in each fork what is measured, because the width of the vectors shows in no parameter. */
    @Setup(Level.Trial)
    public final void printKernel() {
        System.out.println(kernel());
    }

    /**
     * Describes the kernel that is measured.
     *
     * @return for example {@code [kernel] vectors=512 bits threads=1}
     */
    public final String kernel() {
        return "[kernel] vectors=" + Lanes.BITS + " bits threads=" + threads();
    }

    /**
     * Returns how many threads do the work.
     *
     * @return 1, unless the benchmark says otherwise
     */
    protected int threads() {
        return 1;
    }
}
