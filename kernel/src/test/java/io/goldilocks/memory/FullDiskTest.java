// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real file systems of a mebibyte, read-only ones, and one that cannot reserve. */
class FullDiskTest {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void tooSmallADiskIsReportedBeforeTheFirstByte(FileStrategy strategy) throws Exception {
        try (MountedFolder disk = MountedFolder.mount(folder.resolve("disk"), "tmpfs", "size=1m")) {
            Path target = disk.path().resolve("model");
            IOException e = assertThrows(IOException.class,
                    () -> AtomicFile.create(target, MEBIBYTE + 1, strategy, false));
            assertEquals("cannot create " + target + ": it needs 1048577 bytes, but only 1048576 bytes are free in "
                    + disk.path(), e.getMessage());
            assertEquals(List.of(), names(disk.path()));
        }
    }

    @Test
    void diskThatFillsUpMeanwhileIsAnErrorAndLeavesNothing() throws Exception {
        try (MountedFolder disk = MountedFolder.mount(folder.resolve("disk"), "tmpfs", "size=1m")) {
            Path target = Files.writeString(disk.path().resolve("model"), "precious");
            try (AtomicFile file = AtomicFile.create(target, MEBIBYTE / 2, FileStrategy.WRITTEN, true)) {
                Files.write(disk.path().resolve("other"), new byte[MEBIBYTE * 3 / 4]);
                IOException e = assertThrows(IOException.class,
                        () -> file.write(0, MemorySegment.ofArray(new byte[MEBIBYTE / 2])));
                assertEquals("cannot write " + target
                        + ": No space left on device (524288 bytes needed, 0 bytes free)", e.getMessage());
                assertThrows(IllegalStateException.class, file::commit);
            }
            assertEquals(List.of("model", "other"), names(disk.path()));
            assertEquals("precious", Files.readString(target));
        }
    }

    @Test
    void mappedFileOwnsItsSpaceWhenTheDiskFillsUpMeanwhile() throws Exception {
        try (MountedFolder disk = MountedFolder.mount(folder.resolve("disk"), "tmpfs", "size=1m")) {
            Path target = disk.path().resolve("model");
            try (MappedFile file = MappedFile.create(target, MEBIBYTE / 2, false)) {
                Path other = disk.path().resolve("other");
                assertThrows(IOException.class, () -> Files.write(other, new byte[MEBIBYTE]));
                file.lend(0, MEBIBYTE / 2).fill((byte) 7);
                file.settle(0, MEBIBYTE / 2);
                file.commit();
            }
            byte[] bytes = Files.readAllBytes(target);
            assertEquals(MEBIBYTE / 2, bytes.length);
            assertEquals(7, bytes[bytes.length - 1]);
        }
    }

    @Test
    void reservingTooMuchIsAnError() throws Exception {
        try (MountedFolder disk = MountedFolder.mount(folder.resolve("disk"), "tmpfs", "size=1m")) {
            Path path = disk.path().resolve("file");
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                assertEquals(Optional.empty(), Preallocation.reserve(Descriptors.of(path), MEBIBYTE / 2));
                assertEquals(MEBIBYTE / 2, channel.size());
                assertEquals(MEBIBYTE / 2, path.toFile().getUsableSpace());
                IOException e = assertThrows(IOException.class,
                        () -> Preallocation.reserve(Descriptors.of(path), MEBIBYTE + 1));
                assertEquals("no space left on the device", e.getMessage());
            }
        }
    }

    @Test
    void reservingBeyondAQuotaIsAnError() throws IOException {
        IOException e = assertThrows(IOException.class, () -> Preallocation.outcome(Linux.EDQUOT));
        assertEquals("the disk quota is exceeded", e.getMessage());
        assertEquals(Optional.of("the file system cannot reserve space"), Preallocation.outcome(Linux.EOPNOTSUPP));
    }

    @Test
    void fileSystemThatCannotReserveTakesWrittenFilesOnly() throws Exception {
        try (MountedFolder disk = MountedFolder.mount(folder.resolve("disk"), "ramfs", "mode=700")) {
            Path target = disk.path().resolve("model");
            IOException e = assertThrows(IOException.class,
                    () -> AtomicFile.create(target, 10, FileStrategy.MAPPED, false));
            assertEquals("cannot map " + target + ": its 10 bytes cannot be reserved, because the file system cannot"
                    + " reserve space; use the strategy write", e.getMessage());
            assertEquals(List.of(), names(disk.path()));
            try (AtomicFile file = AtomicFile.create(target, 10, FileStrategy.WRITTEN, false)) {
                file.write(0, MemorySegment.ofArray(new byte[10]));
                file.commit();
            }
            assertEquals(10, Files.size(target));
        }
    }

    @ParameterizedTest
    @EnumSource
    void readOnlyFolderIsNamed(FileStrategy strategy) throws Exception {
        try (MountedFolder disk = MountedFolder.mount(folder.resolve("disk"), "tmpfs", "size=1m")) {
            Path target = Files.writeString(disk.path().resolve("model"), "precious");
            disk.remountReadOnly();
            IOException e = assertThrows(IOException.class, () -> AtomicFile.create(target, 10, strategy, true));
            assertEquals("cannot create " + target + " in " + disk.path() + ": Read-only file system", e.getMessage());
            assertTrue(Files.exists(target));
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
