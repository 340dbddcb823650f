// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever stands in a header, reading it allocates at most {@value #MULTIPLE} times its length: all that the thread allocates is
 * counted, also what is garbage at once. Here headers have a tenth of the length that is allowed; {@link Longest} has all of it.
 */
class HeaderMemoryTest {
    @Tag("exhaustive")
    static final class Longest extends HeaderMemoryTest {
        @Override
        int length() {
            return 100_000_000;
        }
    }

    private static final int MULTIPLE = 16;
    private static final String MANY_X = "x".repeat(10_000);
    private static final String MANY_EUROS = "€".repeat(10_000);
    private static final String MANY_BRACKETS = "[".repeat(10_000);
    private static final String MANY_ZEROS = "0".repeat(10_000);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private Path folder;

    /** The length of the headers, in bytes. */
    int length() {
        return 10_000_000;
    }

    private Path write(String start, IntFunction<String> piece, String end) throws IOException {
        return write(length(), start, piece, end);
    }

    /** Writes a header: a start, as many pieces as fit, an end, spaces. */
    private Path write(int length, String start, IntFunction<String> piece, String end) throws IOException {
        Path file = folder.resolve("hostile.safetensors");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
            byte[] tail = end.getBytes(StandardCharsets.UTF_8);
            byte[] next = start.getBytes(StandardCharsets.UTF_8);
            int written = 0;
            for (int i = 0; written + next.length + tail.length <= length; i++) {
                out.write(next);
                written += next.length;
                next = piece.apply(i).getBytes(StandardCharsets.UTF_8);
            }
            out.write(tail);
            out.write(" ".repeat(length - written - tail.length).getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private static long allocated(ThrowingCall call) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        call.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @FunctionalInterface
    private interface ThrowingCall {
        void run() throws IOException;
    }

    private static void assertFrugal(Path file, long bytes) throws IOException {
        double multiple = (double) bytes / Files.size(file);
        assertTrue(multiple <= MULTIPLE, "allocated " + multiple + " times the length");
    }

    private static void assertRefused(Path file, String message) throws IOException {
        assertFrugal(file, allocated(() -> {
            Exception e = assertThrows(MalformedCheckpointException.class, () -> SafetensorsFile.open(file).close());
            String found = String.valueOf(e.getMessage());
            assertEquals(message, found.contains(message) ? message : found);
        }));
    }

    @Test
    void asManyTensorsAsFit() throws IOException {
        Path file = write("{", i -> (i == 0 ? "\"" : ",\"") + Integer.toString(i, 36)
                + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}", "}");
        assertFrugal(file, allocated(() -> {
            try (SafetensorsFile opened = SafetensorsFile.open(file)) {
                assertTrue(opened.tensors().size() > length() / 60, opened.tensors().size() + " tensors");
            }
        }));
    }

    @Test
    void asManyOverlapsAsFit() throws IOException {
        assertRefused(write("{", i -> (i == 0 ? "\"" : ",\"") + Integer.toString(i, 36)
                + "\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}", "}"), "expected to begin at byte 1");
    }

    @Test
    void manyDuplicates() throws IOException {
        assertRefused(write("{", i -> (i == 0 ? "\"" : ",\"") + i % 10_000
                + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}", "}"),
                "tensor '0': expected each name once, found it twice");
    }

    @Test
    void longestNames() throws IOException {
        String name = "n".repeat(49_990);
        Path file = write("{", i -> (i == 0 ? "\"" : ",\"") + name + i
                + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}", "}");
        assertFrugal(file, allocated(() -> SafetensorsFile.open(file).close()));
    }

    @Test
    void asManyMetadataAsFit() throws IOException {
        assertRefused(write(Math.max(length(), 16_000_000), "{\"__metadata__\":{",
                i -> (i == 0 ? "\"" : ",\"") + Integer.toString(i, 36) + "\":\"\"",
                "}}"), "__metadata__: expected at most 1048576 keys, found more");
    }

    @Test
    void oneText() throws IOException {
        Path file = write("{\"__metadata__\":{\"a\":\"", _ -> MANY_X, "\"}}");
        assertFrugal(file, allocated(() -> {
            try (SafetensorsFile opened = SafetensorsFile.open(file)) {
                assertTrue(String.valueOf(opened.metadata().get("a")).length() > length() - 11_000);
            }
        }));
        Path wide = write("{\"__metadata__\":{\"a\":\"", _ -> MANY_EUROS, "\"}}");
        assertFrugal(wide, allocated(() -> SafetensorsFile.open(wide).close()));
    }

    @Test
    void oneTextWhereItDoesNotBelong() throws IOException {
        assertRefused(write("{\"a\":\"", _ -> MANY_X, "\"}"), "tensor 'a': expected an object, found 'xxxx");
        assertRefused(write("{\"a\":{\"dtype\":\"", _ -> MANY_X, "\"}}"), "expected a dtype of safetensors");
        assertRefused(write("{\"", _ -> MANY_X, "\":1}"), "Name length");
    }

    @Test
    void nesting() throws IOException {
        assertRefused(write("{\"a\":", _ -> MANY_BRACKETS, ""), "tensor 'a': expected an object, found '['");
        assertRefused(write("{\"a\":", _ -> "{\"a\":", ""),
                "expected dtype, shape and data_offsets, found the field 'a'");
        assertRefused(write("[", _ -> MANY_BRACKETS, ""), "the header: expected a JSON object, found '['");
    }

    @Test
    void numbers() throws IOException {
        assertRefused(write("{\"a\":{\"shape\":[1", _ -> MANY_ZEROS, "]}}"), "Number value length");
        assertRefused(write("{\"a\":{\"shape\":[1", _ -> ",1", "]}}"), "expected at most 64 integers, found more");
    }

    /** Ten million tensors take more than a header may have: the length alone is refused. */
    @Test
    void lengthsThatAreNotThere() throws IOException {
        Path file = folder.resolve("sparse.safetensors");
        for (long length : new long[]{100_000_001, 600_000_000L, Long.MAX_VALUE, -1}) {
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(700_000_000L);
                sparse.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
            }
            long bytes = allocated(() -> assertThrows(MalformedCheckpointException.class,
                    () -> SafetensorsFile.open(file).close()));
            assertTrue(bytes < 1_000_000, bytes + " bytes for a length of " + length);
        }
    }

    /** An index is shorter, and all of it is held. */
    @Test
    void indexes() throws IOException {
        int length = length() / 10;
        StringBuilder objects = new StringBuilder("{\"weight_map\":{\"a\":[");
        while (objects.length() < length) {
            objects.append("{},");
        }
        StringBuilder entries = new StringBuilder("{\"weight_map\":{");
        for (int i = 0; entries.length() < length; i++) {
            entries.append(i == 0 ? "\"" : ",\"").append(Integer.toString(i, 36)).append("\":\"a.safetensors\"");
        }
        for (String index : new String[]{objects.append("{}]}}").toString(), entries.append("}}").toString()}) {
            Files.writeString(folder.resolve(ShardIndex.FILE), index);
            long bytes = allocated(() -> assertThrows(IOException.class, () -> StoredCheckpoint.open(folder).close()));
            assertTrue(bytes <= (long) MULTIPLE * length(), "allocated " + bytes);
        }
    }
}
