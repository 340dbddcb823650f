// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A safetensors file, opened for reading and checked against every rule of the format.
 *
 * <p>The data is mapped, and can be read instead. A file that another process cuts short while it is open can therefore fail at
 * the touch of a page; one that is replaced by a rename, as Goldilocks does, stays as it was. Safe to use from many threads;
 * nobody may read its segments once it is closed.
 */
public final class SafetensorsFile implements Closeable {
    /** The longest header that the reference reader accepts, in bytes. */
    static final long MAX_HEADER = 100_000_000;

    private static final String CUT = "the file was cut short while it was read";

    private final Path path;
    private final SafetensorsParser.Contents contents;
    private final long dataOffset;
    private final FileChannel channel;
    private final Arena arena;
    private final MemorySegment bytes;

    private SafetensorsFile(Path path, SafetensorsParser.Contents contents, long dataOffset, FileChannel channel,
            Arena arena, MemorySegment bytes) {
        this.path = path;
        this.contents = contents;
        this.dataOffset = dataOffset;
        this.channel = channel;
        this.arena = arena;
        this.bytes = bytes;
    }

    /**
     * Opens and checks a file.
     *
     * @param path the file
     * @return the open file, to be closed
     * @throws MalformedCheckpointException if the file breaks a rule of the format
     * @throws NoSuchFileException if there is no such file
     * @throws IOException if it cannot be read
     */
    // The new object owns the channel and the arena and closes them.
    @SuppressWarnings("MustBeClosedChecker")
    public static SafetensorsFile open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "there is no such file");
        }
        if (!Files.isRegularFile(path)) {
            throw malformed(path, "expected a file, found a folder or a device");
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        Arena arena = Arena.ofShared();
        try {
            long fileSize = channel.size();
            byte[] header = readHeader(path, channel, fileSize);
            long dataOffset = SafetensorsHeader.LENGTH_BYTES + (long) header.length;
            SafetensorsParser.Contents contents = SafetensorsParser.parse(path, reader(header), dataOffset, fileSize);
            MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, fileSize, arena);
            return new SafetensorsFile(path, contents, dataOffset, channel, arena, bytes);
        } catch (IOException | RuntimeException e) {
            try (channel) {
                arena.close();
            }
            throw e;
        }
    }

    /**
     * Returns the file's name.
     *
     * @return the path that was opened
     */
    public Path path() {
        return path;
    }

    /**
     * Returns the file's metadata.
     *
     * @return an unmodifiable map in the file's order, empty if it has none
     */
    public Map<String, String> metadata() {
        return contents.metadata();
    }

    /**
     * Returns the tensors in the order of their places.
     *
     * @return an unmodifiable list
     */
    public List<StoredTensor> tensors() {
        return contents.tensors();
    }

    /** Where the header ends, in bytes from the start of the file. */
    long dataOffset() {
        return dataOffset;
    }

    /** What stands before the tensors. */
    MemorySegment header() {
        return bytes.asSlice(0, dataOffset);
    }

    /**
     * Returns the bytes of a tensor.
     *
     * @param tensor one of {@link #tensors}
     * @return a read-only segment, little-endian, which ends with {@link #close}; not always aligned to the element size
     * @throws IndexOutOfBoundsException if the tensor is of another file and does not lie within this one
     */
    public MemorySegment data(StoredTensor tensor) {
        return bytes.asSlice(tensor.offset(), tensor.spec().byteSize());
    }

    /**
     * Reads bytes of a tensor. Whoever looks at each byte once is faster so than with {@link #data}, page by page.
     *
     * @param tensor one of {@link #tensors}
     * @param offset the place of the first byte in the tensor
     * @param target native memory that takes the bytes, fewer than 2³¹
     * @throws IndexOutOfBoundsException if the range does not lie within the tensor
     * @throws InterruptedIOException if this or another reading thread was interrupted; the file cannot be read any more
     * @throws IOException if the bytes cannot be read, or the file was cut short
     * @throws IllegalStateException if the file is closed
     */
    public void read(StoredTensor tensor, long offset, MemorySegment target) throws IOException {
        Objects.checkFromIndexSize(offset, target.byteSize(), tensor.spec().byteSize());
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException(path + " is closed");
        }
        try {
            read(path, channel, tensor.offset() + offset, target.asByteBuffer());
        } catch (ClosedChannelException e) {
            InterruptedIOException interrupted = new InterruptedIOException("reading " + path + " was interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    /**
     * Asks whether another process has cut the file short since it was opened. A page that is lost is an {@link InternalError}
     * of who touches it, which does not say of which file.
     *
     * @throws MalformedCheckpointException if it has
     * @throws IOException if the file cannot be asked
     */
    public void requireUncut() throws IOException {
        if (channel.size() < bytes.byteSize()) {
            throw malformed(path, CUT);
        }
    }

    /**
     * Unmaps the data. Closing again does nothing.
     *
     * @throws IllegalStateException if another thread is reading the data at this moment
     */
    @Override
    public void close() {
        try (channel) {
            if (arena.scope().isAlive()) {
                arena.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + path, e);
        }
    }

    // The length is checked against the file before anything of that length is allocated.
    private static byte[] readHeader(Path path, FileChannel channel, long fileSize) throws IOException {
        if (fileSize < SafetensorsHeader.LENGTH_BYTES) {
            throw malformed(path, "expected at least 8 bytes for the length of the header, found " + fileSize);
        }
        long length = MemorySegment.ofArray(read(path, channel, 0, SafetensorsHeader.LENGTH_BYTES))
                .get(SafetensorsHeader.LENGTH, 0);
        if (Long.compareUnsigned(length, MAX_HEADER) > 0) {
            throw malformed(path, "expected a header of at most " + MAX_HEADER + " bytes, found the length "
                    + Long.toUnsignedString(length));
        }
        if (length > fileSize - SafetensorsHeader.LENGTH_BYTES) {
            throw malformed(path, "expected a header of " + length + " bytes after the first 8, found "
                    + (fileSize - SafetensorsHeader.LENGTH_BYTES));
        }
        return read(path, channel, SafetensorsHeader.LENGTH_BYTES, (int) length);
    }

    private static byte[] read(Path path, FileChannel channel, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(path, channel, position, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private static void read(Path path, FileChannel channel, long position, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw malformed(path, CUT);
            }
        }
    }

    // A decoder of its own reports malformed input instead of replacing it, and never guesses at another encoding.
    private static Reader reader(byte[] header) {
        return new InputStreamReader(new ByteArrayInputStream(header), StandardCharsets.UTF_8.newDecoder());
    }

    private static MalformedCheckpointException malformed(Path path, String message) {
        return new MalformedCheckpointException(path, message, null);
    }
}
