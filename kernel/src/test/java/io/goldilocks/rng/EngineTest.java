// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every engine. */
class EngineTest {
    private static final String NAME = "model.layers.0.mlp.up_proj.weight";
    /** Tiles from block 0, across the carry from counter word 0 to word 1 of any block's size, and to the end of a stream. */
    private static final long[] FIRST_TILES = {0, 1, 2, 3, 77, (1L << 28) - 20, (1L << 28) - 3, (1L << 28) - 2,
        (1L << 28) - 1, 1L << 28, (1L << 30) - 16, (1L << 30) - 1, 1L << 30, (1L << 40) + 3, (1L << 52) - 24};
    private static final int[] STEPS = {0, 1, 2, 3, 5};
    private static final int MOST = 24;
    private static final double SIGMAS = 5;

    @ParameterizedTest
    @EnumSource
    void vectorEqualsScalar(Engine engine) {
        for (TensorStream stream : List.of(TensorStream.of(engine, 0, ""), TensorStream.of(engine, 42, NAME),
                new TensorStream(engine, -1, -1, 255),
                new TensorStream(engine, Long.MIN_VALUE, Long.MAX_VALUE, 128))) {
            for (long near : FIRST_TILES) {
                long firstTile = near / engine.alignment() * engine.alignment();
                for (int steps : STEPS) {
                    int tiles = steps * engine.tilesPerStep();
                    int[] scalar = new int[MOST * Tile.WORDS + 1];
                    int[] vector = new int[MOST * Tile.WORDS + 1];
                    new ScalarWords().generate(stream, firstTile, tiles, scalar);
                    new VectorWords().generate(stream, firstTile, tiles, vector);
                    assertArrayEquals(scalar, vector, stream + " from tile " + firstTile);
                    assertEquals(0, vector[tiles * Tile.WORDS], "wrote beyond the last tile");
                }
            }
        }
    }

    /** Resumption at any word, by a source that makes some tiles at a time. */
    @ParameterizedTest
    @EnumSource
    void providerStartsAnywhere(Engine engine) {
        TensorStream stream = TensorStream.of(engine, 42, NAME);
        int[] words = new int[MOST * Tile.WORDS];
        for (long position : new long[]{0, 1, 63, 64, 127, 128, 129, 511, 512, 1000, (1L << 34) - 3,
            (1L << 58) - 600}) {
            UniformRandomProvider source = StreamProvider.at(stream, position);
            long firstTile = position / Tile.WORDS / 8 * 8;
            new VectorWords().generate(stream, firstTile, 16, words);
            int at = (int) (position - firstTile * Tile.WORDS);
            for (int i = at; i < at + 400; i++) {
                assertEquals(words[i], source.nextInt(), "word " + i + " from tile " + firstTile);
            }
        }
    }

    /**
     * Each bit of seed, id, draw and tile turns half of the bits of the words. The number of those is binomial; a sound generator
     * would fail one of the assertions once in 1.7 million seeds (5 standard errors).
     */
    @ParameterizedTest
    @EnumSource
    void everyBitTurnsHalfOfTheOthers(Engine engine) {
        TensorStream stream = new TensorStream(engine, 0x243F6A8885A308D3L, 0x13198A2E03707344L, 0);
        for (int bit = 0; bit < Long.SIZE; bit++) {
            requireHalf(stream, 0, new TensorStream(engine, stream.seed() ^ 1L << bit, stream.tensorId(), 0), 0);
            requireHalf(stream, 0, new TensorStream(engine, stream.seed(), stream.tensorId() ^ 1L << bit, 0), 0);
        }
        for (int bit = 0; bit < Byte.SIZE; bit++) {
            requireHalf(stream, 0, stream.withDraw(1 << bit), 0);
        }
        for (int bit = 3; bit < 52; bit++) {
            requireHalf(stream, 0, stream, 1L << bit);
        }
    }

    private static void requireHalf(TensorStream a, long tileOfA, TensorStream b, long tileOfB) {
        int tiles = 8;
        int[] wordsOfA = new int[tiles * Tile.WORDS];
        int[] wordsOfB = new int[tiles * Tile.WORDS];
        new ScalarWords().generate(a, tileOfA, tiles, wordsOfA);
        new ScalarWords().generate(b, tileOfB, tiles, wordsOfB);
        int turned = 0;
        for (int i = 0; i < wordsOfA.length; i++) {
            turned += Integer.bitCount(wordsOfA[i] ^ wordsOfB[i]);
        }
        double bits = wordsOfA.length * (double) Integer.SIZE;
        assertEquals(bits / 2, turned, SIGMAS * Math.sqrt(bits) / 2, a + " and " + b + ", tile " + tileOfB);
    }

    @ParameterizedTest
    @EnumSource
    void enginesAreNamed(Engine engine) {
        assertEquals(engine, Engine.parse(engine.toString()));
        assertEquals(0, engine.tilesPerStep() % engine.alignment());
    }

    @Test
    void otherEnginesAreRefused() {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> Engine.parse("CHACHA8")).getMessage());
        assertEquals("engine 'CHACHA8' is unknown: expected one of philox4x32-10, chacha8, threefry4x32-13", message);
    }
}
