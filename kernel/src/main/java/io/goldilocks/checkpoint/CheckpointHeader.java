// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.memory.AtomicFile;
import io.goldilocks.memory.FileStrategy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/** The start of a new file, which fixes the place of every tensor in it. Immutable. */
public sealed interface CheckpointHeader permits SafetensorsHeader, NpyHeader, NoHeader {
    /**
     * Returns the header as it stands at the start of the file.
     *
     * @return a read-only segment; the first tensor begins at its end
     */
    MemorySegment bytes();

    /**
     * Returns the tensors in the order of their places, which lie without a gap from the header's end to the file's end.
     *
     * @return an unmodifiable list
     */
    List<StoredTensor> tensors();

    /**
     * Returns the size of the whole file.
     *
     * @return the size of header and tensors in bytes
     */
    long fileSize();

    /**
     * Begins the file and writes this header. The caller fills every tensor, commits and closes.
     *
     * @param target the file's name; its folder must exist
     * @param strategy how the bytes reach the disk
     * @param overwrite whether the commit may replace an existing file
     * @return the file, to be committed and closed
     * @throws IOException as {@link AtomicFile#create} and {@link AtomicFile#write} do; nothing is left then
     */
    default AtomicFile create(Path target, FileStrategy strategy, boolean overwrite) throws IOException {
        AtomicFile file = AtomicFile.create(target, fileSize(), strategy, overwrite);
        try {
            file.write(0, bytes());
            return file;
        } catch (IOException e) {
            try (file) {
                throw e;
            }
        }
    }
}
