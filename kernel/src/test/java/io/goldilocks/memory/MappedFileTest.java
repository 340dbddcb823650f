// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void requireMappable() throws IOException {
        AtomicFileTest.requirePossible(FileStrategy.MAPPED, folder);
    }

    @Test
    void lentMemoryIsFilledByManyThreadsAndEndsWithTheCommit() throws IOException {
        Path target = folder.resolve("mapped");
        MemorySegment segment;
        try (MappedFile file = MappedFile.create(target, 4000, false)) {
            segment = file.lend(0, 4000);
            assertEquals(4000, segment.byteSize());
            assertEquals(0, segment.get(ValueLayout.JAVA_BYTE, 3999));
            IntStream.range(0, 1000).parallel()
                    .forEach(i -> segment.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, i * i));
            file.settle(0, 4000);
            file.commit();
        }
        assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
        MemorySegment read = MemorySegment.ofArray(Files.readAllBytes(target));
        assertEquals(4000, read.byteSize());
        IntStream.range(0, 1000)
                .forEach(i -> assertEquals(i * i, read.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i)));
    }

    @Test
    void whatWasNotSettledIsMissing() throws IOException {
        try (MappedFile file = MappedFile.create(folder.resolve("mapped"), 4000, false)) {
            file.lend(0, 4000);
            file.settle(0, 3999);
            assertEquals("cannot commit " + folder.resolve("mapped") + ": 3999 of 4000 bytes were written",
                    assertThrows(IllegalStateException.class, file::commit).getMessage());
        }
    }

    /** The touch of a page beyond the end would be a SIGBUS. */
    @Test
    void fileThatIsCutShortMeanwhileIsAnError() throws IOException {
        Path target = folder.resolve("mapped");
        try (MappedFile file = MappedFile.create(target, 1 << 20, false)) {
            file.lend(0, 8192).fill((byte) 1);
            try (Stream<Path> files = Files.list(folder)) {
                Path temporary = files.findFirst().orElseThrow();
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    channel.truncate(4096);
                }
            }
            file.lend(0, 4096).fill((byte) 2);
            String message = String
                    .valueOf(assertThrows(IOException.class, () -> file.lend(4000, 8192)).getMessage());
            assertTrue(message.startsWith("cannot write " + target
                    + ": pages of the file are gone: it was cut short, or the disk is full ("), message);
        }
        assertEquals(List.of(), List.of(folder.toFile().list()));
    }
}
