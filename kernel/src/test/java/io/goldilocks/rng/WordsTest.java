// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source32.Philox4x32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WordsTest {
    private static final String NAME = "model.layers.0.mlp.up_proj.weight";

    static List<String> knownAnswers() throws IOException {
        return KnownAnswers.of("philox4x32-known-answers.txt");
    }

    @ParameterizedTest
    @MethodSource("knownAnswers")
    void philoxGivesThePublishedAnswers(String line) {
        int[] n = Arrays.stream(line.trim().split(" +")).mapToInt(hex -> Integer.parseUnsignedInt(hex, 16)).toArray();
        int[] counter = Arrays.copyOf(n, 4);
        io.goldilocks.rng.Philox4x32.encipher(counter, n[4], n[5]);
        assertArrayEquals(Arrays.copyOfRange(n, 6, 10), counter);
    }

    /** Commons RNG increments its counter before the first block, so it starts one block before ours. */
    @Test
    void agreesWithCommonsRng() {
        TensorStream stream = new TensorStream(Engine.PHILOX4X32_10, 0x0123456789ABCDEFL, 0xFEDCBA9876543210L, 3);
        long firstTile = 5;
        int tiles = 6;
        int[] words = new int[tiles * Tile.WORDS];
        new VectorWords().generate(stream, firstTile, tiles, words);
        long before = firstTile * Tile.BLOCKS - 1;
        UniformRandomProvider oracle = new Philox4x32(new int[]{stream.key0(), stream.key1(), (int) before,
            stream.counter1(before), stream.counter2(), stream.counter3()});
        for (int block = 0; block < tiles * Tile.BLOCKS; block++) {
            for (int row = 0; row < Tile.ROWS; row++) {
                int at = block / Tile.BLOCKS * Tile.WORDS + row * Tile.BLOCKS + block % Tile.BLOCKS;
                assertEquals(oracle.nextInt(), words[at], "block " + block + " word " + row);
            }
        }
    }

    /** The carry is tested on the counter itself: block 2³² differs from block 0 in counter word 1 alone. */
    @Test
    void blockNumberHas56Bits() {
        TensorStream stream = TensorStream.of(1, NAME);
        assertEquals(1, stream.counter1(1L << 32));
        assertEquals(0x00FFFFFF, stream.counter1(TensorStream.MAX_WORDS / 4 - 1));
        assertEquals(0x7F000001, new TensorStream(Engine.PHILOX4X32_10, 1, 2, 127).counter1(1L << 32));
        assertEquals(0xFF000000, new TensorStream(Engine.PHILOX4X32_10, 1, 2, 255).counter1(5));
    }

    /** sha256sum of the name gives the oracle: printf %s w | sha256sum begins with 50e721e49c013f00. */
    @Test
    void tensorIdIsTheStartOfTheHash() {
        assertEquals(Long.reverseBytes(0x50e721e49c013f00L), TensorStream.tensorId("w"));
        assertNotEquals(TensorStream.tensorId("a"), TensorStream.tensorId("b"));
    }

    @Test
    void drawIsOneByte() {
        assertThrows(IllegalArgumentException.class, () -> new TensorStream(Engine.PHILOX4X32_10, 0, 0, 256));
        assertThrows(IllegalArgumentException.class, () -> new TensorStream(Engine.PHILOX4X32_10, 0, 0, -1));
    }

    @Test
    void seedNameAndDrawEachChangeTheWords() {
        int[] base = tile(TensorStream.of(1, "a"));
        assertNotEquals(Arrays.hashCode(base), Arrays.hashCode(tile(TensorStream.of(2, "a"))));
        assertNotEquals(Arrays.hashCode(base), Arrays.hashCode(tile(TensorStream.of(1, "b"))));
        assertNotEquals(Arrays.hashCode(base), Arrays.hashCode(tile(TensorStream.of(1 | 1L << 32, "a"))));
        assertNotEquals(Arrays.hashCode(base),
                Arrays.hashCode(tile(TensorStream.of(1, "a").withDraw(1))));
    }

    @Test
    void providerGivesLongsAndFloatsOfItsWords() {
        UniformRandomProvider source = StreamProvider.at(42, NAME, 61);
        int[] words = new int[2 * Tile.WORDS];
        new ScalarWords().generate(TensorStream.of(42, NAME), 0, 2, words);
        assertEquals(((long) words[61] << 32) | Integer.toUnsignedLong(words[62]), source.nextLong());
        assertEquals((words[63] >>> 8) * 0x1p-24f, source.nextFloat());
    }

    @Test
    void providerRefusesPositionsThatNoStreamHas() {
        assertThrows(IllegalArgumentException.class, () -> StreamProvider.at(1, "a", -1));
        assertThrows(IllegalArgumentException.class, () -> StreamProvider.at(1, "a", 1L << 58));
    }

    private static int[] tile(TensorStream stream) {
        int[] words = new int[2 * Tile.WORDS];
        new VectorWords().generate(stream, 0, 2, words);
        return words;
    }
}
