// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A new file that receives its bytes by positional writes through the page cache, each byte once. */
public final class WrittenFile implements AtomicFile {
    /**
     * From this size in bytes on, the space is reserved before the first byte, and the bytes are sent to the disk while others are
     * made.
     *
     * <p>Measured on ext4 in a JVM just started, 2 writing threads, JDK 25: reserving speeds up the writes of 500 MB from 108 to
     * 64 ms and of 4 GiB from 900 to 450 ms, but the first foreign call takes 40 ms, and 90 ms if nothing else has used method
     * handles before. They meet here. Smaller files rely on the check of the free space alone.
     */
    static final long RESERVE_FROM = 1L << 29;

    /** A buffer holds fewer than 2^31 bytes, so larger segments are written in pieces of this many bytes. */
    private static final long NATIVE_PIECE = 1L << 30;

    /** Heap segments are copied through a native buffer of this many bytes. */
    private static final long HEAP_PIECE = 1L << 20;

    private final TemporaryFile file;
    private final @Nullable Writeback writeback;
    private final LongAdder written = new LongAdder();

    private WrittenFile(TemporaryFile file, @Nullable Writeback writeback) {
        this.file = file;
        this.writeback = writeback;
    }

    static WrittenFile create(Path target, long size, boolean overwrite) throws IOException {
        TemporaryFile file = TemporaryFile.create(target, size, overwrite);
        if (size < RESERVE_FROM) {
            return new WrittenFile(file, null);
        }
        file.reserve();
        return new WrittenFile(file, file.writeback(Writeback.Release.NOTHING).orElse(null));
    }

    @Override
    public void write(long offset, MemorySegment bytes) throws IOException {
        Objects.checkFromIndexSize(offset, bytes.byteSize(), file.size());
        try {
            write(file.channel(), offset, bytes);
            if (writeback != null) {
                writeback.wrote(offset, bytes.byteSize());
            }
        } catch (IOException e) {
            throw file.failure(e);
        }
        written.add(bytes.byteSize());
    }

    @Override
    public void commit() throws IOException {
        file.requireWhole(written.sum());
        file.commit();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Writes all bytes of a segment of any kind. */
    static void write(FileChannel channel, long offset, MemorySegment bytes) throws IOException {
        if (bytes.isNative()) {
            writeNative(channel, offset, bytes);
        } else {
            writeHeap(channel, offset, bytes);
        }
    }

    private static void writeNative(FileChannel channel, long offset, MemorySegment bytes) throws IOException {
        for (long done = 0; done < bytes.byteSize(); done += NATIVE_PIECE) {
            long length = Math.min(NATIVE_PIECE, bytes.byteSize() - done);
            writeBuffer(channel, offset + done, bytes.asSlice(done, length).asByteBuffer());
        }
    }

    // The channel would copy a heap buffer too, but into a native buffer of full length that the thread then keeps.
    private static void writeHeap(FileChannel channel, long offset, MemorySegment bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(Math.min(HEAP_PIECE, bytes.byteSize()));
            for (long done = 0; done < bytes.byteSize(); done += HEAP_PIECE) {
                long length = Math.min(HEAP_PIECE, bytes.byteSize() - done);
                MemorySegment.copy(bytes, done, copy, 0, length);
                writeBuffer(channel, offset + done, copy.asSlice(0, length).asByteBuffer());
            }
        }
    }

    private static void writeBuffer(FileChannel channel, long offset, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer, offset + buffer.position());
        }
    }
}
