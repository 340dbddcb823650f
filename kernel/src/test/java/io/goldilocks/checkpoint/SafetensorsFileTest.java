// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import static io.goldilocks.checkpoint.SafetensorsBytes.file;
import static io.goldilocks.checkpoint.SafetensorsBytes.tensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.memory.AtomicFile;
import io.goldilocks.memory.FileStrategy;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFileTest {
    private static final TensorSpec BYTES = new TensorSpec("a", Shape.of(4), DType.U8);

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void isAccepted(String name, byte[] bytes, List<String> tensors) throws IOException {
        long dataOffset = 8 + ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        try (SafetensorsFile opened = SafetensorsFile.open(write(bytes))) {
            assertEquals(tensors, opened.tensors().stream().map(stored -> stored.spec().name() + " "
                    + stored.spec().dtype() + stored.spec().shape() + " at " + (stored.offset() - dataOffset))
                    .toList());
        }
    }

    static Stream<Arguments> isAccepted() {
        String longName = "n".repeat(50_000);
        return Stream.of(Arguments.of("empty map", file("{}", 0), List.of()),
                Arguments.of("padded with white space", file("{}\r \t\n", 0), List.of()),
                Arguments.of("white space first", file("\t\n {}", 0), List.of()),
                Arguments.of("white space between", file("{ \"__metadata__\" :\n{ } }", 0), List.of()),
                Arguments.of("scalar", file("{" + tensor("a", "I32", "[]", "[0,4]") + "}", 4), List.of("a I32[] at 0")),
                Arguments.of("empty tensor", file("{" + tensor("a", "I32", "[2,0]", "[0, 0]") + "}", 0),
                        List.of("a I32[2, 0] at 0")),
                Arguments.of("any order",
                        file("{" + tensor("b", "F32", "[2]", "[2,10]") + "," + tensor("a", "I16", "[1]", "[0,2]") + "}",
                                10),
                        List.of("a I16[1] at 0", "b F32[2] at 2")),
                Arguments.of("empty tensor between two others",
                        file("{" + tensor("a", "U8", "[1]", "[0,1]") + "," + tensor("c", "U8", "[1]", "[1,2]") + ","
                                + tensor("b", "U8", "[0,5]", "[1,1]") + "}", 2),
                        List.of("a U8[1] at 0", "b U8[0, 5] at 1", "c U8[1] at 1")),
                Arguments.of("long name", file("{" + tensor(longName, "U8", "[0]", "[0,0]") + "}", 0),
                        List.of(longName + " U8[0] at 0")),
                Arguments.of("fields in any order",
                        file("{\"a\":{\"data_offsets\":[0,1],\"shape\":[2],\"dtype\":\"F4\"}}", 1),
                        List.of("a F4[2] at 0")),
                Arguments.of("all escapes",
                        file("{" + tensor("\\u0061\\/\\ud83d\\udc1b", "U8", "[1]", "[0,1]") + "}", 1),
                        List.of("a/\ud83d\udc1b U8[1] at 0")));
    }

    @ParameterizedTest
    @MethodSource
    void everyReferenceFileIsRead(String name) throws IOException {
        Path path = Reference.copy(name, folder);
        try (SafetensorsFile opened = SafetensorsFile.open(path)) {
            byte[] whole = Files.readAllBytes(path);
            for (StoredTensor stored : opened.tensors()) {
                byte[] data = opened.data(stored).toArray(ValueLayout.JAVA_BYTE);
                assertEquals(stored.spec().byteSize(), data.length);
                for (int i = 0; i < data.length; i++) {
                    assertEquals(whole[(int) stored.offset() + i], data[i]);
                    assertEquals((byte) i, data[i], "the reference data counts up");
                }
            }
        }
    }

    static Stream<String> everyReferenceFileIsRead() {
        return Reference.SAFETENSORS.stream();
    }

    @Test
    void metadataKeepsItsOrderAndText() throws IOException {
        String header = "{\"__metadata__\":{\"z\":\"\\u00e9\\n\",\"a\":\"" + "x".repeat(30_000_000) + "\"}}";
        try (SafetensorsFile opened = SafetensorsFile.open(write(file(header, 0)))) {
            assertEquals(List.of("z", "a"), List.copyOf(opened.metadata().keySet()));
            assertEquals("é\n", opened.metadata().get("z"));
            assertEquals(30_000_000, String.valueOf(opened.metadata().get("a")).length());
            assertThrows(UnsupportedOperationException.class, () -> opened.metadata().put("b", ""));
        }
    }

    @Test
    void dataIsReadOnlyAndEndsWithTheFile() throws IOException {
        SafetensorsFile opened = SafetensorsFile.open(write(file("{" + tensor("a", "U8", "[4]", "[0,4]") + "}", 4)));
        StoredTensor tensor = opened.tensors().getFirst();
        MemorySegment data = opened.data(tensor);
        assertThrows(IllegalArgumentException.class, () -> data.set(ValueLayout.JAVA_BYTE, 0, (byte) 1));
        StoredTensor foreign = new StoredTensor(BYTES, tensor.offset() + 1);
        assertThrows(IndexOutOfBoundsException.class, () -> opened.data(foreign));
        opened.close();
        opened.close();
        assertThrows(IllegalStateException.class, () -> data.get(ValueLayout.JAVA_BYTE, 0));
    }

    @Test
    void readingGivesWhatIsMapped() throws IOException {
        SafetensorsFile opened = SafetensorsFile.open(Reference.copy("dtypes.safetensors", folder));
        try (opened; Arena arena = Arena.ofConfined()) {
            for (StoredTensor stored : opened.tensors()) {
                long size = stored.spec().byteSize();
                for (long offset = 0; offset <= size; offset++) {
                    MemorySegment target = arena.allocate(size - offset);
                    opened.read(stored, offset, target);
                    assertArrayEquals(opened.data(stored).asSlice(offset).toArray(ValueLayout.JAVA_BYTE),
                            target.toArray(ValueLayout.JAVA_BYTE), stored.toString());
                }
                MemorySegment tooLarge = arena.allocate(size);
                assertThrows(IndexOutOfBoundsException.class, () -> opened.read(stored, 1, tooLarge));
                assertThrows(IndexOutOfBoundsException.class, () -> opened.read(stored, -1, tooLarge));
            }
            StoredTensor first = opened.tensors().getFirst();
            MemorySegment target = arena.allocate(first.spec().byteSize());
            Thread.currentThread().interrupt();
            assertThrows(InterruptedIOException.class, () -> opened.read(first, 0, target));
            assertTrue(Thread.interrupted());
            assertThrows(InterruptedIOException.class, () -> opened.read(first, 0, target));
            opened.close();
            assertThrows(IllegalStateException.class, () -> opened.read(first, 0, target));
        }
    }

    @Test
    void fileThatIsReplacedWhileOpenStaysAsItWas() throws IOException {
        SafetensorsHeader header = SafetensorsHeader.of(List.of(BYTES), Map.of());
        Path path = folder.resolve("model.safetensors");
        fill(header, path, (byte) 1);
        try (SafetensorsFile before = SafetensorsFile.open(path); Arena arena = Arena.ofConfined()) {
            fill(header, path, (byte) 2);
            assertEquals(1, before.data(before.tensors().getFirst()).get(ValueLayout.JAVA_BYTE, 3));
            MemorySegment read = arena.allocate(4);
            before.read(before.tensors().getFirst(), 0, read);
            assertEquals(1, read.get(ValueLayout.JAVA_BYTE, 3));
            try (SafetensorsFile after = SafetensorsFile.open(path)) {
                assertEquals(2, after.data(after.tensors().getFirst()).get(ValueLayout.JAVA_BYTE, 3));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsRead(FileStrategy strategy) throws IOException {
        List<TensorSpec> specs = List.of(BYTES, new TensorSpec("w", Shape.of(3, 5), DType.BF16),
                new TensorSpec("b", Shape.of(), DType.F64));
        SafetensorsHeader header = SafetensorsHeader.of(specs, Map.of("format", "pt"));
        Path path = folder.resolve("model.safetensors");
        try (AtomicFile file = header.create(path, strategy, false)) {
            for (StoredTensor stored : header.tensors()) {
                byte[] data = new byte[(int) stored.spec().byteSize()];
                Arrays.fill(data, (byte) stored.spec().name().charAt(0));
                file.write(stored.offset(), MemorySegment.ofArray(data));
            }
            file.commit();
        }
        try (SafetensorsFile opened = SafetensorsFile.open(path)) {
            assertEquals(path, opened.path());
            assertEquals(Map.of("format", "pt"), opened.metadata());
            assertEquals(header.tensors(), opened.tensors());
            for (StoredTensor stored : opened.tensors()) {
                byte[] expected = new byte[(int) stored.spec().byteSize()];
                Arrays.fill(expected, (byte) stored.spec().name().charAt(0));
                assertArrayEquals(expected, opened.data(stored).toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    @Test
    void headerThatCannotBeWrittenLeavesNothing() throws IOException {
        SafetensorsHeader header = SafetensorsHeader.of(List.of(BYTES), Map.of());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class,
                () -> header.create(folder.resolve("model.safetensors"), FileStrategy.WRITTEN, false).close());
        assertTrue(Thread.interrupted());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    private static void fill(SafetensorsHeader header, Path path, byte value) throws IOException {
        try (AtomicFile file = header.create(path, FileStrategy.WRITTEN, true)) {
            file.write(header.tensors().getFirst().offset(),
                    MemorySegment.ofArray(new byte[]{value, value, value, value}));
            file.commit();
        }
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("model.safetensors"), bytes);
    }
}
