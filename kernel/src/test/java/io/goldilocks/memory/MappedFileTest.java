// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
    @TempDir
    private Path folder;

    @Test
    void segmentIsFilledInPlaceByManyThreadsAndEndsWithTheCommit() throws IOException {
        AtomicFileTest.requireMappable(FileStrategy.MAPPED);
        Path target = folder.resolve("mapped");
        MemorySegment segment;
        try (MappedFile file = MappedFile.create(target, 4000, false)) {
            segment = file.segment();
            assertEquals(4000, segment.byteSize());
            assertEquals(0, segment.get(ValueLayout.JAVA_BYTE, 3999));
            IntStream.range(0, 1000).parallel()
                    .forEach(i -> segment.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, i * i));
            file.commit();
        }
        assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
        MemorySegment read = MemorySegment.ofArray(Files.readAllBytes(target));
        assertEquals(4000, read.byteSize());
        IntStream.range(0, 1000)
                .forEach(i -> assertEquals(i * i, read.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i)));
    }
}
