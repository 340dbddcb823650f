// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The second engine: its published answers, and its place in a stream. */
class ChaChaTest {
    static List<String> knownAnswers() throws IOException {
        return KnownAnswers.of("chacha-known-answers.txt");
    }

    @ParameterizedTest
    @MethodSource("knownAnswers")
    void givesThePublishedAnswers(String line) {
        List<String> fields = List.of(line.split(" "));
        byte[] entering = HexFormat.of().parseHex("657870616e642033322d62797465206b" + fields.get(1) + fields.get(2));
        int[] block = new int[ChaCha.WORDS];
        ChaCha.block(littleEndian(entering), Integer.parseInt(fields.getFirst()), block);
        assertArrayEquals(littleEndian(HexFormat.of().parseHex(fields.get(3))), block);
    }

    /** Everything that a stream has enters the block where STREAM.md puts it; the layout is that of the document, too. */
    @Test
    void wordsStandWhereTheFormatPutsThem() {
        TensorStream stream = new TensorStream(Engine.CHACHA8, 0x0123456789ABCDEFL, 0xFEDCBA9876543210L, 3);
        int[] words = new int[16 * Tile.WORDS];
        long firstTile = (1L << 30) - 8;
        new ScalarWords().generate(stream, firstTile, 16, words);
        for (int number = 0; number < 64; number++) {
            long block = firstTile * 4 + number;
            ByteBuffer entering = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN)
                    .put("expand 32-byte k".getBytes(StandardCharsets.US_ASCII)).putLong(0x0123456789ABCDEFL)
                    .put("Goldilocks chacha8 key 1".getBytes(StandardCharsets.US_ASCII)).putLong(block | 3L << 56)
                    .putLong(0xFEDCBA9876543210L);
            int[] wanted = new int[ChaCha.WORDS];
            ChaCha.block(littleEndian(entering.array()), 8, wanted);
            for (int word = 0; word < ChaCha.WORDS; word++) {
                int at = 256 * (number / 16) + 16 * word + number % 16;
                assertEquals(wanted[word], words[at], "block " + block + " word " + word);
            }
        }
    }

    private static int[] littleEndian(byte[] bytes) {
        int[] words = new int[bytes.length / Integer.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
        return words;
    }
}
