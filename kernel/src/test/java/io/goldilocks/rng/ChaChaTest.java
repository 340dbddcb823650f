// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The second engine: its published answers, its place in a stream, and its vector twin. */
class ChaChaTest {
    private static final String NAME = "model.layers.0.mlp.up_proj.weight";

    static List<String> knownAnswers() throws IOException {
        try (InputStream in = ChaChaTest.class.getResourceAsStream("chacha-known-answers.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).toList();
        }
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

    /** From block 0, across the carry from word 12 to word 13, and at the last tiles of a stream. */
    @ParameterizedTest
    @ValueSource(longs = {0, 8, 7 * 8, (1L << 30) - 16, (1L << 30) - 8, 1L << 30, (1L << 40) + 8, (1L << 52) - 16})
    void vectorEqualsScalar(long firstTile) {
        for (TensorStream stream : List.of(TensorStream.of(Engine.CHACHA8, 0, ""),
                TensorStream.of(Engine.CHACHA8, 42, NAME), new TensorStream(Engine.CHACHA8, -1, -1, 255))) {
            for (int tiles = 0; tiles <= 16; tiles += Engine.CHACHA8.tilesPerStep()) {
                int[] scalar = new int[16 * Tile.WORDS + 1];
                int[] vector = new int[16 * Tile.WORDS + 1];
                new ScalarWords().generate(stream, firstTile, tiles, scalar);
                new VectorWords().generate(stream, firstTile, tiles, vector);
                assertArrayEquals(scalar, vector, stream + " from tile " + firstTile);
                assertEquals(0, vector[tiles * Tile.WORDS], "wrote beyond the last tile");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 511, 512, 1000, (1L << 34) - 3, (1L << 58) - 600})
    void providerStartsAnywhere(long position) {
        TensorStream stream = TensorStream.of(Engine.CHACHA8, 42, NAME);
        UniformRandomProvider source = StreamProvider.at(stream, position);
        long firstTile = position / Tile.WORDS / 8 * 8;
        int[] words = new int[16 * Tile.WORDS];
        new VectorWords().generate(stream, firstTile, 16, words);
        int at = (int) (position - firstTile * Tile.WORDS);
        for (int i = at; i < at + 400; i++) {
            assertEquals(words[i], source.nextInt());
        }
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
        assertEquals("engine 'CHACHA8' is unknown: expected philox4x32-10 or chacha8", message);
    }

    private static int[] littleEndian(byte[] bytes) {
        int[] words = new int[bytes.length / Integer.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
        return words;
    }
}
