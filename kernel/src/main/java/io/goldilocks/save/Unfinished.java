// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.memory.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a command that ended early has left in a checkpoint's folder.
 *
 * @param folder the folder
 * @param committing whether the new checkpoint is whole and only some of its files have got their names
 * @param written how many files of weights are written
 * @param total how many there will be
 */
public record Unfinished(Path folder, boolean committing, int written, int total) {
    /** The journal while the files are written. */
    static final String JOB = "job.json";
    /** The journal from the moment when all files are whole. */
    static final String COMMIT = StoredCheckpoint.COMMIT;

    static final String COMMITTING = "holds a new checkpoint whose files were being renamed";

    /**
     * Looks into a folder.
     *
     * @param folder a checkpoint's folder
     * @return what is left there, or nothing; files that are not written to their end do not count
     * @throws IOException if it cannot be read
     * @throws io.goldilocks.json.JsonException if what is there is no journal
     */
    public static Optional<Unfinished> in(Path folder) throws IOException {
        Path work = folder.resolve(WorkFolder.NAME);
        if (isFile(work.resolve(COMMIT))) {
            int total = Journal.read(work.resolve(COMMIT)).weights().size();
            return Optional.of(new Unfinished(folder, true, total, total));
        }
        if (!isFile(work.resolve(JOB))) {
            return Optional.empty();
        }
        List<String> weights = Journal.read(work.resolve(JOB)).weights();
        int written = (int) weights.stream().filter(name -> isFile(work.resolve(name))).count();
        return written == 0 ? Optional.empty() : Optional.of(new Unfinished(folder, false, written, weights.size()));
    }

    /**
     * Says what is left, to be read after the folder's name.
     *
     * @return for example {@code holds an unfinished checkpoint, with 3 of 8 files written}
     */
    public String describe() {
        return committing
                ? COMMITTING
                : "holds an unfinished checkpoint, with " + written + " of " + total + " files written";
    }

    static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }
}
