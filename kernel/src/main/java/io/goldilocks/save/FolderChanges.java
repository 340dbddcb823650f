// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.memory.FileErrors;
import io.goldilocks.memory.Folders;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The steps of a commit, none of which an interrupt can stop. Tests break off between any two of them. */
interface FolderChanges {
    /** Those of the system. */
    FolderChanges REAL = new FolderChanges() {};

    /** Makes a small file, or makes it anew, and forces its bytes to disk. */
    default void write(Path file, byte[] bytes) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(bytes);
            out.getFD().sync();
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + FileErrors.reason(e), e);
        }
    }

    /** Gives a file another name in one step; what had that name is gone. */
    default void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes a file, if it is there. */
    default void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** Forces the names in a folder to disk. */
    default void force(Path folder) throws IOException {
        Folders.force(folder);
    }
}
