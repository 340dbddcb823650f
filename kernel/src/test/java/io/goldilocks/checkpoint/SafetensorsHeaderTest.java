// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsHeaderTest {
    @TempDir
    private Path folder;

    /** Padded as the reference pads, headers are the reference's byte for byte, whatever order the tensors come in. */
    @ParameterizedTest
    @MethodSource
    void equalsTheReference(String name) throws IOException {
        byte[] reference = Reference.bytes(name);
        try (SafetensorsFile opened = SafetensorsFile.open(Reference.copy(name, folder))) {
            List<TensorSpec> specs = new ArrayList<>(opened.tensors().stream().map(StoredTensor::spec).toList());
            Collections.shuffle(specs, new Random(7));
            SafetensorsHeader header = SafetensorsHeader.of(specs, opened.metadata(), 8);
            assertEquals(opened.tensors(), header.tensors());
            assertEquals(reference.length, header.fileSize());
            assertArrayEquals(Arrays.copyOf(reference, (int) header.bytes().byteSize()), bytes(header));
        }
    }

    static Stream<String> equalsTheReference() {
        return Reference.SAFETENSORS.stream();
    }

    @Test
    void spacesUpToAPageAreTheOnlyDifference() throws IOException {
        byte[] reference = Reference.bytes("aligned.safetensors");
        TensorSpec spec = new TensorSpec("attn.0", Shape.of(1, 2, 3), DType.F32);
        SafetensorsHeader header = SafetensorsHeader.of(List.of(spec), Map.of());
        byte[] bytes = bytes(header);
        assertEquals(4096, bytes.length);
        assertEquals(List.of(new StoredTensor(spec, 4096)), header.tensors());
        assertEquals(4096 + 24, header.fileSize());
        assertEquals(4096 - 8, header.bytes().get(SafetensorsHeader.LENGTH, 0));
        assertArrayEquals(Arrays.copyOfRange(reference, 8, reference.length - 24),
                Arrays.copyOfRange(bytes, 8, reference.length - 24));
        assertEquals(" ".repeat(4096 - reference.length + 24),
                new String(bytes, StandardCharsets.US_ASCII).substring(reference.length - 24));
        assertThrows(IllegalArgumentException.class, () -> header.bytes().set(ValueLayout.JAVA_BYTE, 0, (byte) 0));
    }

    @Test
    void headersThatFillAPageAreNotPaddedByAnother() {
        int room = 4096 - 8 - "{'__metadata__':{'a':''}}".length();
        assertEquals(4096, SafetensorsHeader.of(List.of(), Map.of("a", "x".repeat(room))).fileSize());
        assertEquals(8192, SafetensorsHeader.of(List.of(), Map.of("a", "x".repeat(room + 1))).fileSize());
    }

    @Test
    void metadataIsSortedByCodePointAndLeftOutIfEmpty() {
        assertEquals("{}", json(SafetensorsHeader.of(List.of(), Map.of())));
        assertEquals("{\"__metadata__\":{\"\":\"\",\"a\":\"2\",\"b\":\"1\",\"\uffee\":\"\",\"\ud83d\udc1b\":\"\"}}",
                json(SafetensorsHeader.of(List.of(),
                        Map.of("b", "1", "a", "2", "\ud83d\udc1b", "", "\uffee", "", "", ""))));
    }

    @Test
    void duplicateNameIsRefused() {
        assertRefused("tensor 'w' occurs twice: names must differ", Map.of(), spec("w", 1), spec("v", 1), spec("w", 2));
    }

    @Test
    void nameOfTheMetadataIsRefused() {
        assertRefused("a tensor cannot be named __metadata__: safetensors reserves it", Map.of(),
                spec("__metadata__", 1));
    }

    @Test
    void invalidUnicodeIsRefused() {
        assertRefused("tensor name 'a\ud800' is no valid Unicode: a surrogate is alone", Map.of(), spec("a\ud800", 1));
        assertRefused("metadata 'k' is no valid Unicode: a surrogate is alone", Map.of("k", "\udc00"));
        assertRefused("metadata '\udc00' is no valid Unicode: a surrogate is alone", Map.of("\udc00", ""));
    }

    @Test
    void dataBeyondSixtyThreeBitsIsRefused() {
        long most = Long.MAX_VALUE / 8;
        TensorSpec[] specs = IntStream.range(0, 8).mapToObj(i -> spec("w" + i, most)).toArray(TensorSpec[]::new);
        assertRefused("tensor 'w7' of shape [" + most + "] makes the file larger than 2^63 - 1 bytes", Map.of(), specs);
    }

    @Test
    void longestHeaderIsMadeAndALongerOneIsRefused() {
        int most = 25_000_000 / 4096 * 4096 - 8 - "{'__metadata__':{'a':''}}".length();
        assertEquals(24_997_888, SafetensorsHeader.of(List.of(), Map.of("a", "x".repeat(most))).fileSize());
        assertRefused(
                "the header of 0 tensors takes 25001976 bytes, but readers accept at most 25000000: split the tensors"
                        + " over several files",
                Map.of("a", "x".repeat(most + 1)));
        TensorSpec[] specs = IntStream.range(0, 400_000).mapToObj(i -> spec("w" + i, 1)).toArray(TensorSpec[]::new);
        assertRefused(
                "the header of 400000 tensors takes 26869752 bytes, but readers accept at most 25000000: split the"
                        + " tensors over several files",
                Map.of(), specs);
    }

    private static void assertRefused(String message, Map<String, String> metadata, TensorSpec... specs) {
        Exception e = assertThrows(IllegalArgumentException.class,
                () -> SafetensorsHeader.of(List.of(specs), metadata));
        assertEquals(message, e.getMessage());
    }

    private static TensorSpec spec(String name, long length) {
        return new TensorSpec(name, Shape.of(length), DType.U8);
    }

    private static byte[] bytes(SafetensorsHeader header) {
        return header.bytes().toArray(ValueLayout.JAVA_BYTE);
    }

    private static String json(SafetensorsHeader header) {
        return new String(bytes(header), StandardCharsets.UTF_8).substring(8).strip();
    }
}
