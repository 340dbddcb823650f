// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.rounding;

import io.goldilocks.bench.AbstractBenchmark;
import io.goldilocks.bench.Twin;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.rng.VectorWords;
import io.goldilocks.rounding.Float8;
import io.goldilocks.rounding.Rounding;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Rounding and storing alone, on one thread, within the first-level cache; the samples are normals made beforehand. The score counts
 * samples: in operations per nanosecond, 10⁹ samples per second.
 */
public class RoundingBenchmark extends AbstractBenchmark {
    /** Samples in a call, as many as the fill engine makes at a time. */
    static final int SAMPLES = 64 * Tile.WORDS;

    /** The implementation that is measured. */
    @Param
    public Twin twin;

    private final MemorySegment samples = Arena.ofAuto().allocate((long) SAMPLES * Float.BYTES, 64);
    private final MemorySegment out = Arena.ofAuto().allocate((long) SAMPLES * Short.BYTES, 64);
    private Rounding rounding;

    /** Makes the state; JMH sets the parameters. */
    public RoundingBenchmark() {}

    /** Makes the samples and the twin. */
    @Setup(Level.Trial)
    public final void prepare() {
        int[] words = new int[SAMPLES];
        new VectorWords().generate(TensorStream.of(SEED, NAME), 0, SAMPLES / Tile.WORDS, words);
        Twin.VECTOR.samples().normalF32(words, SAMPLES / Tile.WORDS, 0f, 1f, samples, 0);
        rounding = twin.rounding();
    }

    /**
     * Returns what is rounded.
     *
     * @return {@link #SAMPLES} f32 normals
     */
    MemorySegment samples() {
        return samples;
    }

    /**
     * Rounds to bfloat16.
     *
     * @return the elements
     */
    @Benchmark
    @OperationsPerInvocation(SAMPLES)
    public MemorySegment bf16() {
        rounding.toBf16(samples, SAMPLES, out, 0);
        return out;
    }

    /**
     * Rounds to binary16.
     *
     * @return the elements
     */
    @Benchmark
    @OperationsPerInvocation(SAMPLES)
    public MemorySegment f16() {
        rounding.toF16(samples, SAMPLES, out, 0);
        return out;
    }

    /**
     * Rounds to the 8-bit float with 4 bits of exponent.
     *
     * @return the elements
     */
    @Benchmark
    @OperationsPerInvocation(SAMPLES)
    public MemorySegment f8e4m3() {
        rounding.toFloat8(Float8.E4M3, samples, SAMPLES, out, 0);
        return out;
    }

    /**
     * Rounds to the 8-bit float with 5 bits of exponent.
     *
     * @return the elements
     */
    @Benchmark
    @OperationsPerInvocation(SAMPLES)
    public MemorySegment f8e5m2() {
        rounding.toFloat8(Float8.E5M2, samples, SAMPLES, out, 0);
        return out;
    }
}
