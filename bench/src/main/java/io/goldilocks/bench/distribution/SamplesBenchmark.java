// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.distribution;

import io.goldilocks.bench.AbstractBenchmark;
import io.goldilocks.bench.Twin;
import io.goldilocks.distribution.Samples;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.rng.VectorWords;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The transforms alone, on one thread, within the first-level cache; the words are made beforehand. The
 * score counts samples: in operations per nanosecond, 10⁹ samples per second.
 */
public class SamplesBenchmark extends AbstractBenchmark {
    /** Tiles in a call, as many as the fill engine makes at a time: 4096 f32 or 2048 f64 samples. */
    static final int TILES = 64;
    private static final int FLOATS = TILES * Tile.WORDS;
    private static final int DOUBLES = TILES * Samples.DOUBLES_PER_TILE;

    /** The implementation that is measured. */
    @Param
    public Twin twin;

    private final int[] words = new int[TILES * Tile.WORDS];
    private final MemorySegment out = Arena.ofAuto().allocate((long) FLOATS * Float.BYTES, 64);
    private Samples samples;

    /** Makes the state; JMH sets the parameters. */
    public SamplesBenchmark() {}

    /** Makes the words and the twin. */
    @Setup(Level.Trial)
    public final void prepare() {
        new VectorWords().generate(TensorStream.of(SEED, NAME), 0, TILES, words);
        samples = twin.samples();
    }

    /**
     * Returns what the samples are made from.
     *
     * @return {@link #TILES} tiles of words
     */
    int[] words() {
        return words;
    }

    /**
     * Makes f32 normals.
     *
     * @return the samples
     */
    @Benchmark
    @OperationsPerInvocation(FLOATS)
    public MemorySegment normalF32() {
        samples.normalF32(words, TILES, 0f, 1f, out, 0);
        return out;
    }

    /**
     * Makes f64 normals.
     *
     * @return the samples
     */
    @Benchmark
    @OperationsPerInvocation(DOUBLES)
    public MemorySegment normalF64() {
        samples.normalF64(words, TILES, 0d, 1d, out, 0);
        return out;
    }

    /**
     * Makes f32 uniforms.
     *
     * @return the samples
     */
    @Benchmark
    @OperationsPerInvocation(FLOATS)
    public MemorySegment uniformF32() {
        samples.uniformF32(words, TILES, 0f, 1f, out, 0);
        return out;
    }

    /**
     * Makes f64 uniforms.
     *
     * @return the samples
     */
    @Benchmark
    @OperationsPerInvocation(DOUBLES)
    public MemorySegment uniformF64() {
        samples.uniformF64(words, TILES, 0d, 1d, out, 0);
        return out;
    }
}
