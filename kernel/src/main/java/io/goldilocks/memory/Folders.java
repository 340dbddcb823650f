// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What folders need so that their files last. */
public final class Folders {
    private Folders() {}

    /**
     * Forces a folder's entries to disk: the names of new files, and that old ones are gone. Only POSIX systems can, and need
     * to; elsewhere nothing happens. An interrupt comes too late to cancel anything: it is kept for the caller.
     *
     * @param folder the folder
     * @throws IOException if that fails; the message names the folder
     */
    public static void force(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        boolean interrupted = false;
        boolean forced = false;
        while (!forced) {
            try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
                forced = true;
            } catch (ClosedByInterruptException e) {
                interrupted |= Thread.interrupted();
            } catch (IOException e) {
                throw new IOException("the folder " + folder + " could not be forced to disk: " + FileErrors.reason(e),
                        e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
