// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.memory.SharedMapping;
import io.goldilocks.tensor.TensorSpec;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file that exists, opened to change tensors in place. Its header, and every tensor that is not asked for, stays as
 * it is. There is no way back: a change that is broken off leaves a part of the old values and a part of the new.
 *
 * <p>Safe to use from many threads; nobody may touch its segments once it is closed.
 */
public final class MappedCheckpoint implements Closeable {
    private final Path path;
    private final List<StoredTensor> tensors;
    private final Map<String, StoredTensor> byName = new HashMap<>();
    private final Arena arena;
    private final SharedMapping mapping;

    private MappedCheckpoint(Path path, List<StoredTensor> tensors, Arena arena, SharedMapping mapping) {
        this.path = path;
        this.tensors = tensors;
        this.arena = arena;
        this.mapping = mapping;
        tensors.forEach(tensor -> byName.put(tensor.spec().name(), tensor));
    }

    /**
     * Opens and checks a file.
     *
     * @param path the file; it must have no other name, because what is under that would change too
     * @return the open file, to be closed
     * @throws MalformedCheckpointException if the file breaks a rule of the format
     * @throws IOException if it cannot be read and written, or is a symbolic link or has a second hard link
     */
    // The new object owns the arena and closes it.
    @SuppressWarnings("MustBeClosedChecker")
    public static MappedCheckpoint open(Path path) throws IOException {
        List<StoredTensor> tensors;
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            tensors = file.tensors();
        }
        requireOneName(path);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            long end = tensors.stream().mapToLong(tensor -> tensor.offset() + tensor.spec().byteSize()).max().orElse(0);
            if (size < end) {
                throw new MalformedCheckpointException(path, "the file was cut short while it was read", null);
            }
            Arena arena = Arena.ofShared();
            try {
                return new MappedCheckpoint(path, tensors, arena, SharedMapping.of(channel, size, arena));
            } catch (IOException | RuntimeException e) {
                arena.close();
                throw e;
            }
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
     * Returns the tensors in the order of their places.
     *
     * @return an unmodifiable list
     */
    public List<StoredTensor> tensors() {
        return tensors;
    }

    /**
     * Finds a tensor.
     *
     * @param spec the tensor as it is expected here
     * @return the tensor and its place
     * @throws IOException if the file does not hold such a tensor
     */
    public StoredTensor require(TensorSpec spec) throws IOException {
        StoredTensor found = byName.get(spec.name());
        if (found == null || !found.spec().equals(spec)) {
            throw new MalformedCheckpointException(path, "tensor '" + spec.name() + "': expected " + spec.dtype() + " "
                    + spec.shape() + ", found " + (found == null
                            ? "none"
                            : found.spec().dtype() + " " + found.spec().shape()),
                    null);
        }
        return found;
    }

    /**
     * Brings in the bytes of a tensor, all of them.
     *
     * @param tensor one of {@link #tensors}
     * @return a writable segment, little-endian, which ends with {@link #close}; not always aligned to the element size
     * @throws IndexOutOfBoundsException if the tensor is of another file and does not lie within this one
     * @throws IOException if the file was cut short
     */
    public MemorySegment segment(StoredTensor tensor) throws IOException {
        return lend(tensor.offset(), tensor.spec().byteSize());
    }

    /**
     * Brings in a range of bytes, such as a part of a tensor.
     *
     * @param offset the place of the first byte, in bytes from the file's start
     * @param length the length in bytes
     * @return a writable segment of that length, which ends with {@link #close}
     * @throws IndexOutOfBoundsException if the range does not lie within the file
     * @throws IOException if the file was cut short
     */
    public MemorySegment lend(long offset, long length) throws IOException {
        try {
            return mapping.lend(offset, length);
        } catch (IOException e) {
            throw new IOException("cannot change " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Sends all changes to the disk, and waits until they are there.
     *
     * @throws IOException if the disk refuses them
     */
    public void force() throws IOException {
        try {
            mapping.force();
        } catch (UncheckedIOException e) {
            throw new IOException("cannot change " + path + ": " + e.getMessage(), e);
        }
    }

    /** Unmaps the file; without {@link #force} the changes reach the disk some time later. Closing again does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private static void requireOneName(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException("cannot change " + path + " in place: it is a symbolic link to "
                    + Files.readSymbolicLink(path) + ", which other checkpoints may share; copy the file first");
        }
        boolean counts = path.getFileSystem().supportedFileAttributeViews().contains("unix");
        if (counts && Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer names
                && names > 1) {
            throw new IOException("cannot change " + path + " in place: it has " + names
                    + " hard links, all of which would change; copy the file first");
        }
    }
}
