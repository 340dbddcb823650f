// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A new file that is filled in place through a shared mapping. Its space is reserved before it is mapped, so that a full disk is
 * an error at once. (A copy-on-write file system only pretends to reserve; there it is an error of {@link #lend}.)
 */
public final class MappedFile implements AtomicFile {
    private final TemporaryFile file;
    private final Arena arena;
    private final SharedMapping mapping;
    private final @Nullable Writeback writeback;
    private final LongAdder settled = new LongAdder();

    private MappedFile(TemporaryFile file, Arena arena, SharedMapping mapping) throws IOException {
        this.file = file;
        this.arena = arena;
        this.mapping = mapping;
        writeback = file.writeback(mapping::release).orElse(null);
    }

    // The new object owns the arena and closes it.
    @SuppressWarnings("MustBeClosedChecker")
    static MappedFile create(Path target, long size, boolean overwrite) throws IOException {
        TemporaryFile file = TemporaryFile.create(target, size, overwrite);
        Arena arena = Arena.ofShared();
        try {
            return new MappedFile(file, arena, map(file, arena));
        } catch (IOException | RuntimeException | Error e) {
            try (file) {
                arena.close();
            }
            throw e;
        }
    }

    /**
     * Lends a range of the file's memory, to be filled and given back by {@link #settle}, each byte once. Safe to call from many
     * threads at once for ranges that do not overlap.
     *
     * @param offset the place of the first byte, in bytes from the file's start
     * @param length the length in bytes
     * @return a writable segment of that length, zero at first, which ends with {@link #commit} or {@link #close}
     * @throws IndexOutOfBoundsException if the range does not lie within the file
     * @throws IOException if the file has lost its pages, because another process has cut it short
     */
    public MemorySegment lend(long offset, long length) throws IOException {
        try {
            return mapping.lend(offset, length);
        } catch (IOException e) {
            throw file.failure(e);
        }
    }

    /**
     * Takes back what was lent, filled. It may be on its way to the disk, and out of memory, soon after.
     *
     * @param offset as it was lent
     * @param length as it was lent
     * @throws IOException if the disk refuses it
     */
    public void settle(long offset, long length) throws IOException {
        if (writeback != null) {
            try {
                writeback.wrote(offset, length);
            } catch (IOException e) {
                throw file.failure(e);
            }
        }
        settled.add(length);
    }

    @Override
    public void write(long offset, MemorySegment bytes) throws IOException {
        lend(offset, bytes.byteSize()).copyFrom(bytes);
        settle(offset, bytes.byteSize());
    }

    @Override
    public void commit() throws IOException {
        file.requireWhole(settled.sum());
        if (arena.scope().isAlive()) {
            arena.close(); // Unmapped, the pages count as those of the file, which forces them.
        }
        file.commit();
    }

    @Override
    public void close() throws IOException {
        try (file) {
            if (arena.scope().isAlive()) {
                arena.close();
            }
        }
    }

    private static SharedMapping map(TemporaryFile file, Arena arena) throws IOException {
        Optional<String> obstacle = file.reserve();
        if (obstacle.isPresent()) {
            throw new IOException("cannot map " + file.target() + ": its " + file.size()
                    + " bytes cannot be reserved, because " + obstacle.get() + "; use the strategy "
                    + FileStrategy.WRITTEN);
        }
        try {
            return SharedMapping.of(file.channel(), file.size(), arena);
        } catch (IOException e) {
            throw file.failure(e);
        }
    }
}
