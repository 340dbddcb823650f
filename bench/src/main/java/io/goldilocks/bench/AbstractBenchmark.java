// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench;

import io.goldilocks.simd.Lanes;
import java.io.IOException;
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
 * How every benchmark runs; JMH inherits annotations from abstract classes. Until HotSpot has compiled the vector kernels, a
 * second or more, all is many times slower: warm-ups must not be shorter. One JMH thread: where a benchmark measures
 * several threads, they are the kernel's own.
 *
 * <p>The heap is touched before: on a virtual machine the first touch of a page of it took some 10 µs, and the kilobyte that a
 * call of {@code fill} allocates, 3 µs of the 40 in which 512 KiB are filled, until a collection came.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1, timeUnit = TimeUnit.SECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsPrepend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
    "-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@State(Scope.Benchmark)
public abstract class AbstractBenchmark {
    /** What the line begins with by which a fork tells what it measures. */
    public static final String MEASURED = "[measured] ";

    /** The seed of all streams and generators. */
    public static final long SEED = 42;

    /** The name of every tensor that is filled. */
    public static final String NAME = "bench.weight";

    /** Makes the state; JMH sets the parameters. */
    protected AbstractBenchmark() {}

    /**
     * Prints once in each fork what is measured, because neither versions nor the width of the vectors show in a parameter.
     *
     * @throws IOException if a library's version cannot be read
     */
    @Setup(Level.Trial)
    public final void printMeasured() throws IOException {
        System.out.println(MEASURED + measured());
    }

    /**
     * Describes what is measured.
     *
     * @return the kernel's vectors, unless the benchmark measures something else: its name and version
     * @throws IOException if a library's version cannot be read
     */
    protected String measured() throws IOException {
        return "Goldilocks with vectors of " + Lanes.BITS + " bits";
    }
}
