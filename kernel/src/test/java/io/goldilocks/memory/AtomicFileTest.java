// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all strategies promise alike. */
class AtomicFileTest {
    private static final byte[] NEW = {'n', 'e', 'w'};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void committedFileHasExactlyTheBytes(FileStrategy strategy) throws IOException {
        requirePossible(strategy, folder);
        byte[] bytes = randomBytes(100_003);
        Path target = folder.resolve("whole");
        try (AtomicFile file = AtomicFile.create(target, bytes.length, strategy, false)) {
            file.write(50_001, MemorySegment.ofArray(bytes).asSlice(50_001));
            file.write(0, MemorySegment.ofArray(bytes).asSlice(0, 50_001));
            assertFalse(Files.exists(target), "the target must not be there before the commit");
            file.commit();
        }
        assertArrayEquals(bytes, Files.readAllBytes(target));
        assertEquals(List.of("whole"), names());
    }

    @ParameterizedTest
    @EnumSource
    void emptyFileIsMade(FileStrategy strategy) throws IOException {
        Path target = folder.resolve("empty");
        try (AtomicFile file = AtomicFile.create(target, 0, strategy, false)) {
            file.commit();
        }
        assertEquals(0, Files.size(target));
    }

    @ParameterizedTest
    @EnumSource
    void closeWithoutCommitLeavesNothing(FileStrategy strategy) throws IOException {
        requirePossible(strategy, folder);
        AtomicFile file = AtomicFile.create(folder.resolve("absent"), 10, strategy, false);
        file.write(0, MemorySegment.ofArray(new byte[10]));
        assertTrue(names().getFirst().matches("\\.absent\\.[0-9a-f]+\\.tmp"), names().toString());
        file.close();
        assertEquals(List.of(), names());
        file.close();
        assertEquals("cannot commit " + folder.resolve("absent") + ": it was committed or closed before",
                assertThrows(IllegalStateException.class, file::commit).getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void existingFileIsRefusedAndUntouched(FileStrategy strategy) throws IOException {
        Path target = Files.writeString(folder.resolve("old"), "precious");
        IOException e = assertThrows(FileAlreadyExistsException.class,
                () -> AtomicFile.create(target, 10, strategy, false));
        assertEquals(target + ": exists already; choose another name or ask to overwrite it", e.getMessage());
        assertEquals("precious", Files.readString(target));
        assertEquals(List.of("old"), names());
    }

    @ParameterizedTest
    @EnumSource
    void existingFileIsReplacedByTheCommitOnly(FileStrategy strategy) throws IOException {
        requirePossible(strategy, folder);
        Path target = Files.writeString(folder.resolve("old"), "precious");
        try (AtomicFile file = AtomicFile.create(target, 3, strategy, true)) {
            file.write(0, MemorySegment.ofArray(NEW));
            assertEquals("precious", Files.readString(target));
        }
        assertEquals("precious", Files.readString(target), "not committed");
        try (AtomicFile file = AtomicFile.create(target, 3, strategy, true)) {
            file.write(0, MemorySegment.ofArray(NEW));
            file.commit();
        }
        assertEquals("new", Files.readString(target));
        assertEquals(List.of("old"), names());
    }

    @ParameterizedTest
    @EnumSource
    void fileThatAppearsMeanwhileIsUntouched(FileStrategy strategy) throws IOException {
        requirePossible(strategy, folder);
        Path target = folder.resolve("raced");
        try (AtomicFile file = AtomicFile.create(target, 3, strategy, false)) {
            file.write(0, MemorySegment.ofArray(NEW));
            Files.writeString(target, "faster");
            assertThrows(FileAlreadyExistsException.class, file::commit);
        }
        assertEquals("faster", Files.readString(target));
        assertEquals(List.of("raced"), names());
    }

    @Test
    void leftoversOfATargetAloneAreRemoved() throws IOException {
        List<String> others = List.of(".a.1f.tmp.b", ".a.1g.tmp", ".ab.1f.tmp", "a", "a.1f.tmp", "b");
        for (String name : others) {
            Files.createFile(folder.resolve(name));
        }
        AtomicFile killed = AtomicFile.create(folder.resolve("a"), 1, FileStrategy.WRITTEN, true);
        Files.createFile(folder.resolve(".a.1f.tmp"));
        assertEquals(others.size() + 2, names().size());
        AtomicFile.removeLeftovers(folder.resolve("a"));
        assertEquals(others, names());
        killed.close();
    }

    @ParameterizedTest
    @EnumSource
    void symbolicLinkIsReplacedAndNotFollowed(FileStrategy strategy) throws IOException {
        requirePossible(strategy, folder);
        Path pointedTo = Files.writeString(folder.resolve("elsewhere"), "precious");
        Path target = Files.createSymbolicLink(folder.resolve("link"), pointedTo);
        assertThrows(FileAlreadyExistsException.class, () -> AtomicFile.create(target, 3, strategy, false));
        try (AtomicFile file = AtomicFile.create(target, 3, strategy, true)) {
            file.write(0, MemorySegment.ofArray(NEW));
            file.commit();
        }
        assertTrue(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS));
        assertEquals("precious", Files.readString(pointedTo));
    }

    @ParameterizedTest
    @EnumSource
    void danglingLinkCountsAsExisting(FileStrategy strategy) throws IOException {
        Path target = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nothing"));
        assertThrows(FileAlreadyExistsException.class, () -> AtomicFile.create(target, 3, strategy, false));
    }

    @ParameterizedTest
    @EnumSource
    void missingFolderIsNamed(FileStrategy strategy) {
        Path target = folder.resolve("no").resolve("file");
        IOException e = assertThrows(IOException.class, () -> AtomicFile.create(target, 10, strategy, true));
        assertEquals("cannot create " + target + ": the folder " + target.getParent() + " does not exist",
                e.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void fileInPlaceOfTheFolderIsNamed(FileStrategy strategy) throws IOException {
        Path target = Files.writeString(folder.resolve("plain"), "").resolve("file");
        IOException e = assertThrows(IOException.class, () -> AtomicFile.create(target, 10, strategy, true));
        assertEquals("cannot create " + target + ": " + target.getParent() + " is no folder", e.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void folderAsTargetIsRefused(FileStrategy strategy) throws IOException {
        for (Path target : List.of(Files.createDirectory(folder.resolve("sub" + strategy)), Path.of("/"))) {
            IOException e = assertThrows(IOException.class, () -> AtomicFile.create(target, 10, strategy, true));
            assertEquals("cannot create " + target + ": it is a folder; name a file in it", e.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nameThatTheFileSystemRefusesIsNamed(FileStrategy strategy) {
        Path target = folder.resolve("x".repeat(255));
        IOException e = assertThrows(IOException.class, () -> AtomicFile.create(target, 10, strategy, true));
        assertTrue(e.toString().contains("cannot create " + target + " in " + folder + ": "), e.getMessage());
    }

    /** The folder is removed, with all that is in it, by somebody else. */
    @ParameterizedTest
    @EnumSource
    void folderThatVanishesMeanwhileIsAnError(FileStrategy strategy) throws IOException {
        requirePossible(strategy, folder);
        Path gone = Files.createDirectory(folder.resolve("gone"));
        Path target = gone.resolve("file");
        try (AtomicFile file = AtomicFile.create(target, 3, strategy, false)) {
            for (String name : List.of(gone.toFile().list())) {
                Files.delete(gone.resolve(name));
            }
            Files.delete(gone);
            file.write(0, MemorySegment.ofArray(NEW));
            String message = String.valueOf(assertThrows(IOException.class, file::commit).getMessage());
            assertTrue(message.contains("cannot rename ") && message.contains(target.toString()), message);
        }
        assertFalse(Files.exists(gone));
    }

    @ParameterizedTest
    @EnumSource
    void negativeSizeIsRefused(FileStrategy strategy) {
        Exception e = assertThrows(IllegalArgumentException.class,
                () -> AtomicFile.create(folder.resolve("x"), -1, strategy, true));
        assertTrue(e.toString().endsWith("its size is -1 bytes"), e.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void absurdSizeIsRefusedBeforeTheFirstByte(FileStrategy strategy) throws IOException {
        Path target = folder.resolve("huge");
        IOException e = assertThrows(IOException.class,
                () -> AtomicFile.create(target, Long.MAX_VALUE, strategy, true));
        assertTrue(
                e.toString().matches(".*: cannot create .*huge: it needs 9223372036854775807 bytes, but only \\d+ bytes"
                        + " are free in .*"),
                e.getMessage());
        assertEquals(List.of(), names());
    }

    @ParameterizedTest
    @EnumSource
    void writesBeyondTheFileAreRefused(FileStrategy strategy) throws IOException {
        requirePossible(strategy, folder);
        try (AtomicFile file = AtomicFile.create(folder.resolve("x"), 10, strategy, true)) {
            MemorySegment four = MemorySegment.ofArray(new byte[4]);
            assertThrows(IndexOutOfBoundsException.class, () -> file.write(7, four));
            assertThrows(IndexOutOfBoundsException.class, () -> file.write(-1, four));
            assertThrows(IndexOutOfBoundsException.class, () -> file.write(Long.MAX_VALUE, four));
        }
    }

    @ParameterizedTest
    @EnumSource
    void interruptBeforeTheCommitCancels(FileStrategy strategy) throws IOException {
        requirePossible(strategy, folder);
        try (AtomicFile file = AtomicFile.create(folder.resolve("x"), 1, strategy, true)) {
            file.write(0, MemorySegment.ofArray(new byte[1]));
            Thread.currentThread().interrupt();
            assertThrows(InterruptedIOException.class, file::commit);
            assertTrue(Thread.interrupted(), "the flag must stay set");
        }
        assertEquals(List.of(), names());
    }

    /** Skips the test where the system or the file system of a folder lacks what the strategy needs. */
    static void requirePossible(FileStrategy strategy, Path folder) throws IOException {
        Path probe = folder.resolve("probe");
        try (AtomicFile file = AtomicFile.create(probe, 1, strategy, false)) {
            file.write(0, MemorySegment.ofArray(new byte[1]));
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.endsWith("use the strategy " + FileStrategy.WRITTEN)) {
                throw e;
            }
            System.out.println("skipped: " + why);
            assumeTrue(false, why);
        }
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(42).nextBytes(bytes);
        return bytes;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
