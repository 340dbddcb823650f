// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The third engine: its published answers, and its place in a stream. */
class ThreefryTest {
    static List<String> knownAnswers() throws IOException {
        return KnownAnswers.of("threefry4x32-known-answers.txt");
    }

    @ParameterizedTest
    @MethodSource("knownAnswers")
    void givesThePublishedAnswers(String line) {
        List<String> fields = List.of(line.split(" +"));
        int[] n = fields.stream().skip(1).mapToInt(hex -> Integer.parseUnsignedInt(hex, 16)).toArray();
        int[] counter = Arrays.copyOf(n, 4);
        int[] key = Arrays.copyOf(Arrays.copyOfRange(n, 4, 8), Threefry4x32.KEY_WORDS);
        Threefry4x32.extend(key);
        Threefry4x32.encipher(counter, key, Integer.parseInt(fields.getFirst()));
        assertArrayEquals(Arrays.copyOfRange(n, 8, 12), counter);
    }

    /** Everything that a stream has enters the block where STREAM.md puts it; the layout is that of the document, too. */
    @Test
    void wordsStandWhereTheFormatPutsThem() {
        TensorStream stream = new TensorStream(Engine.THREEFRY4X32_13, 0x0123456789ABCDEFL, 0xFEDCBA9876543210L, 3);
        int[] words = new int[8 * Tile.WORDS];
        long firstTile = (1L << 28) - 5;
        new ScalarWords().generate(stream, firstTile, 8, words);
        int[] key = {0x89ABCDEF, 0x01234567, 0, 0, 0x1BD11BDA ^ 0x89ABCDEF ^ 0x01234567};
        for (int number = 0; number < 8 * Tile.BLOCKS; number++) {
            long block = firstTile * Tile.BLOCKS + number;
            int[] wanted = {(int) block, (int) (block >>> 32) | 3 << 24, 0x76543210, 0xFEDCBA98};
            Threefry4x32.encipher(wanted, key, 13);
            for (int word = 0; word < Threefry4x32.WORDS; word++) {
                int at = 64 * (number / 16) + 16 * word + number % 16;
                assertEquals(wanted[word], words[at], "block " + block + " word " + word);
            }
        }
    }
}
