// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A new file of known size that appears under its name whole or not at all.
 *
 * <p>The bytes go to a hidden temporary file beside the target, {@code .<target>.<random>.tmp}. {@link #commit} forces
 * them to disk and gives the file its name; {@link #close} without a commit, and an orderly end of the virtual machine,
 * remove the temporary file. A killed process may leave the temporary file, never a target that is not whole.
 *
 * <p>{@link #write} may be called from many threads at once. {@link #commit} and {@link #close} are called by one thread,
 * after the writers have ended.
 */
public sealed interface AtomicFile extends Closeable permits WrittenFile, MappedFile, DirectFile {
    /**
     * Begins a new file.
     *
     * @param target the file's name; its folder must exist
     * @param size the file's size in bytes, at least 0
     * @param strategy how the bytes reach the disk
     * @param overwrite whether the commit may replace an existing file; if that is a symbolic link, the link is replaced and
     *     not what it points to
     * @return the file, to be committed and closed
     * @throws java.nio.file.FileAlreadyExistsException if the target exists and {@code overwrite} is false
     * @throws IOException if the target is a folder, its folder is missing or cannot be written, too few bytes are free, or
     *     the strategy is not possible there; the message names the file and the cause
     * @throws IllegalArgumentException if the size is negative
     */
    static AtomicFile create(Path target, long size, FileStrategy strategy, boolean overwrite) throws IOException {
        return switch (strategy) {
            case AUTO -> create(target, size, strategy.chosen(), overwrite);
            case WRITTEN -> WrittenFile.create(target, size, overwrite);
            case MAPPED -> MappedFile.create(target, size, overwrite);
            case DIRECT -> DirectFile.create(target, size, overwrite);
        };
    }

    /**
     * Removes the temporary files that killed processes have left beside a target. Only for who owns the folder: those of a
     * process that is at work would go too.
     *
     * @param target the file's name; its folder exists
     * @throws IOException if the folder cannot be listed, or a file not be removed
     */
    static void removeLeftovers(Path target) throws IOException {
        TemporaryFile.removeLeftovers(target);
    }

    /**
     * Puts bytes at their place. Safe to call from many threads at once for ranges that do not overlap.
     *
     * @param offset the place of the first byte, in bytes from the file's start
     * @param bytes the bytes; any segment, native or on the heap, that the calling thread may read
     * @throws IndexOutOfBoundsException if the range does not lie within the file
     * @throws java.io.InterruptedIOException if this or another writing thread was interrupted, which cancels the file; the
     *     interrupted thread's flag stays set
     * @throws IOException if the bytes cannot be written, for example because the disk is full; the message names the file,
     *     the bytes it needs and the bytes that are free
     */
    void write(long offset, MemorySegment bytes) throws IOException;

    /**
     * Forces the bytes to the disk, gives the file its name in one step, and forces the folder's entry to disk.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the target has appeared meanwhile and was not to be overwritten
     * @throws java.io.InterruptedIOException if a writing thread or the calling thread was interrupted
     * @throws IOException if forcing or naming fails; the message says whether the target is there
     * @throws IllegalStateException if the file is not open, or bytes are known to be missing
     */
    void commit() throws IOException;

    /**
     * Ends the work; without a commit the temporary file is removed and a target that existed is as it was. Closing again
     * does nothing.
     *
     * @throws IOException if the temporary file cannot be removed
     */
    @Override
    void close() throws IOException;
}
