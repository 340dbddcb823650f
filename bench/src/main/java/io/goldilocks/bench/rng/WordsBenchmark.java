// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.rng;

import io.goldilocks.bench.AbstractBenchmark;
import io.goldilocks.bench.Twin;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.rng.Words;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * An engine alone, on one thread, into an array that stays in the first-level cache. The score counts words: in operations
 * per nanosecond, 10⁹ words per second. An f32 sample takes one word, an f64 sample two.
 */
public class WordsBenchmark extends AbstractBenchmark {
    /** Tiles in a call, as many as the fill engine makes at a time: 4096 words, 16 KiB. */
    static final int TILES = 64;

    /** The implementation that is measured. */
    @Param
    public Twin twin;

    /** The engine, by its name. */
    @Param({"philox4x32-10", "chacha8", "threefry4x32-13"})
    public String engine;

    private final int[] out = new int[TILES * Tile.WORDS];
    private TensorStream stream;
    private Words words;
    private long nextTile;

    /** Makes the state; JMH sets the parameters. */
    public WordsBenchmark() {}

    /** Makes the stream and the twin. */
    @Setup(Level.Trial)
    public final void prepare() {
        stream = TensorStream.of(Engine.parse(engine), SEED, NAME);
        words = twin.words();
    }

    /**
     * Makes the next tiles of the stream.
     *
     * @return the words
     */
    @Benchmark
    @OperationsPerInvocation(TILES * Tile.WORDS)
    public int[] words() {
        words.generate(stream, nextTile, TILES, out);
        nextTile += TILES;
        return out;
    }
}
