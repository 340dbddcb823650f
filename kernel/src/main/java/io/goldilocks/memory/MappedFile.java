// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A new file that is filled in place through a shared mapping. Its space is reserved before it is mapped: on a sparse file
 * the first touch of a page on a full disk would be a SIGBUS. (A copy-on-write file system that only pretends to reserve
 * remains a risk.)
 */
public final class MappedFile implements AtomicFile {
    private final TemporaryFile file;
    private final Arena arena;
    private final MemorySegment segment;

    private MappedFile(TemporaryFile file, Arena arena, MemorySegment segment) {
        this.file = file;
        this.arena = arena;
        this.segment = segment;
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
     * Returns the whole file as memory, zero at first, to be filled in place by any threads.
     *
     * @return a writable segment of the file's size, page-aligned, which ends with {@link #commit} or {@link #close}
     */
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public void write(long offset, MemorySegment bytes) throws IOException {
        Objects.checkFromIndexSize(offset, bytes.byteSize(), segment.byteSize());
        MemorySegment.copy(bytes, 0, segment, offset, bytes.byteSize());
    }

    @Override
    public void commit() throws IOException {
        if (arena.scope().isAlive()) {
            segment.force();
            arena.close();
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

    private static MemorySegment map(TemporaryFile file, Arena arena) throws IOException {
        Optional<String> obstacle = file.reserve();
        if (obstacle.isPresent()) {
            throw new IOException("cannot map " + file.target() + ": its " + file.size()
                    + " bytes cannot be reserved, because " + obstacle.get() + "; use the strategy "
                    + FileStrategy.WRITTEN);
        }
        try {
            return file.channel().map(MapMode.READ_WRITE, 0, file.size(), arena);
        } catch (IOException e) {
            throw file.failure(e);
        }
    }
}
