// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A new file that is written past the page cache, each byte once. The disk takes whole blocks from aligned memory, so the bytes
 * are gathered in windows, and who completes one writes it out; whole windows in aligned memory go straight. That suits bytes that come about in the file's order: where more
 * windows are begun than are kept, the oldest goes through the page cache.
 */
public final class DirectFile implements AtomicFile {
    /** The size of a window in bytes. */
    static final int WINDOW = 1 << 20;

    /** How many windows are kept: two for each thread of a large machine. */
    static final int KEPT = 256;

    private final TemporaryFile file;
    private final FileChannel channel;
    private final long block;
    private final Arena arena = Arena.ofShared();
    /** The windows that are being gathered, by number, the oldest first; this object's monitor guards them and those below. */
    private final Map<Long, Window> gathered = new LinkedHashMap<>();
    /** The windows whose first bytes have gone through the page cache, where the others follow. */
    private final Map<Long, Window> released = new HashMap<>();
    private final Deque<MemorySegment> spare = new ArrayDeque<>();
    private final LongAdder written = new LongAdder();

    /** A part of the file; its monitor guards it and is never held when the file's is asked for. */
    private static final class Window {
        final long offset;
        final long length;
        long missing;
        /** What is gathered; null once it is written out. */
        @Nullable
        MemorySegment bytes;

        Window(long offset, long length, MemorySegment bytes) {
            this.offset = offset;
            this.length = length;
            this.bytes = bytes;
            missing = length;
        }
    }

    private DirectFile(TemporaryFile file, FileChannel channel, long block) {
        this.file = file;
        this.channel = channel;
        this.block = block;
    }

    static DirectFile create(Path target, long size, boolean overwrite) throws IOException {
        TemporaryFile file = TemporaryFile.create(target, size, overwrite);
        file.reserve();
        try {
            long block = Files.getFileStore(file.path()).getBlockSize();
            if (WINDOW % block != 0) {
                throw new IOException("it has blocks of " + block + " bytes");
            }
            return new DirectFile(file, FileChannel.open(file.path(), StandardOpenOption.WRITE, direct()), block);
        } catch (IOException | ReflectiveOperationException | UnsupportedOperationException e) {
            try (file) {
                throw new IOException("cannot write " + target + " past the page cache, because its file system refuses"
                        + " that; use the strategy " + FileStrategy.WRITTEN, e);
            }
        }
    }

    @Override
    public void write(long offset, MemorySegment bytes) throws IOException {
        Objects.checkFromIndexSize(offset, bytes.byteSize(), file.size());
        try {
            for (long done = 0; done < bytes.byteSize();) {
                long place = offset + done;
                long index = place / WINDOW;
                long length = Math.min(bytes.byteSize() - done, (index + 1) * WINDOW - place);
                MemorySegment part = bytes.asSlice(done, length);
                if (length == length(index) && isAligned(part)) {
                    writeOut(place, part);
                } else {
                    put(index, place, part);
                }
                done += length;
            }
        } catch (IOException e) {
            throw file.failure(e);
        }
        written.add(bytes.byteSize());
    }

    @Override
    public void commit() throws IOException {
        file.requireWhole(written.sum());
        channel.close();
        file.commit();
    }

    @Override
    public void close() throws IOException {
        try (file; channel) {
            if (arena.scope().isAlive()) {
                arena.close();
            }
        }
    }

    // By its name, because the compiler warns of every use of the JDK's own extensions, those that are exported for use too.
    private static OpenOption direct() throws ReflectiveOperationException {
        return (OpenOption) Class.forName("com.sun.nio.file.ExtendedOpenOption").getField("DIRECT").get(null);
    }

    private boolean isAligned(MemorySegment bytes) {
        return bytes.isNative() && bytes.address() % block == 0;
    }

    private void put(long index, long place, MemorySegment bytes) throws IOException {
        Window window = window(index);
        boolean whole;
        MemorySegment buffer;
        synchronized (window) {
            buffer = window.bytes;
            if (buffer == null) {
                WrittenFile.write(file.channel(), place, bytes);
            } else {
                buffer.asSlice(place - window.offset).copyFrom(bytes);
            }
            window.missing -= bytes.byteSize();
            whole = window.missing == 0;
            if (whole && buffer != null) {
                writeOut(window.offset, buffer.asSlice(0, window.length));
                window.bytes = null;
            }
        }
        if (whole) {
            forget(index, buffer);
        }
    }

    private synchronized Window window(long index) throws IOException {
        Window found = gathered.getOrDefault(index, released.get(index));
        if (found != null) {
            return found;
        }
        if (gathered.size() == KEPT) {
            releaseOldest();
        }
        MemorySegment buffer = spare.isEmpty() ? arena.allocate(WINDOW, block) : spare.removeLast();
        long offset = index * WINDOW;
        Window begun = new Window(offset, length(index), buffer);
        gathered.put(index, begun);
        return begun;
    }

    // What has not been gathered yet is written as it happens to be in the buffer: its bytes will replace it.
    private void releaseOldest() throws IOException {
        Iterator<Map.Entry<Long, Window>> oldest = gathered.entrySet().iterator();
        Map.Entry<Long, Window> entry = oldest.next();
        oldest.remove();
        Window window = entry.getValue();
        synchronized (window) {
            MemorySegment buffer = window.bytes;
            if (buffer != null) {
                WrittenFile.write(file.channel(), window.offset, buffer.asSlice(0, window.length));
                window.bytes = null;
                released.put(entry.getKey(), window);
                spare.add(buffer);
            }
        }
    }

    private void writeOut(long offset, MemorySegment bytes) throws IOException {
        // The file may end within a block, which only the page cache can take.
        long blocks = bytes.byteSize() / block * block;
        WrittenFile.write(channel, offset, bytes.asSlice(0, blocks));
        WrittenFile.write(file.channel(), offset + blocks, bytes.asSlice(blocks));
    }

    private long length(long index) {
        return Math.min(WINDOW, file.size() - index * WINDOW);
    }

    private synchronized void forget(long index, @Nullable MemorySegment buffer) {
        gathered.remove(index);
        released.remove(index);
        if (buffer != null) {
            spare.add(buffer);
        }
    }
}
