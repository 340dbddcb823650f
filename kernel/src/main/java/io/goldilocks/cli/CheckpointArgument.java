// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.save.Unfinished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the checkpoint that an argument means. */
final class CheckpointArgument {
    /** Reads files that are mapped. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }

    /** Fails if a file that is mapped was cut short. */
    @FunctionalInterface
    interface Check {
        void requireUncut() throws IOException;
    }

    private CheckpointArgument() {}

    /** Reads; if a page is lost meanwhile, the error names the file. */
    static <T> T read(Check files, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (InternalError e) {
            files.requireUncut();
            throw e;
        }
    }

    /** Opens a checkpoint; where a command that ended early has left a folder without one, the error says so. */
    static StoredCheckpoint open(Path path) throws IOException {
        Optional<Unfinished> unfinished = Files.isDirectory(path) ? Unfinished.in(path) : Optional.empty();
        if (unfinished.isPresent() && (unfinished.get().committing() || !StoredCheckpoint.isIn(path))) {
            throw new NoSuchFileException(path.toString(), null, unfinished.get().describe()
                    + "; run the command that was writing it again, with --resume");
        }
        return StoredCheckpoint.open(path);
    }
}
