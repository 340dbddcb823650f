// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.memory.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/**
 * Puts a whole checkpoint from the hidden folder in its place. Every step can be done again, so that a commit that was cut
 * short is finished by another from its beginning.
 *
 * @param folder the checkpoint's folder
 * @param work the hidden folder in it
 * @param changes how the steps are done
 */
record Commit(Path folder, Path work, FolderChanges changes) {
    void run(Journal journal) throws IOException {
        retire(journal);
        for (String name : journal.weights()) {
            moveIn(name);
        }
        // Nobody finds the weights before all of them are there, not even after a power failure.
        changes.force(folder);
        for (String name : journal.texts()) {
            moveIn(name);
        }
        changes.force(folder);
        keepOnly(Set.of(Unfinished.COMMIT));
        changes.delete(work.resolve(WorkFolder.INTENT));
        changes.delete(work.resolve(Unfinished.COMMIT));
    }

    /** Removes from the hidden folder what is not to be kept, but for the lock and what is said of the old checkpoint. */
    void keepOnly(Set<String> kept) throws IOException {
        for (String name : Existing.names(work)) {
            if (!kept.contains(name) && !name.equals(WorkFolder.LOCK) && !name.equals(WorkFolder.INTENT)) {
                changes.delete(work.resolve(name));
            }
        }
    }

    /**
     * Takes the old checkpoint away, what it is found by first. Old weights whose name a new file gets stay until that replaces
     * them.
     */
    private void retire(Journal journal) throws IOException {
        boolean retired = false;
        for (String name : Existing.files(folder, journal)) {
            boolean stays = journal.weights().contains(name) || (journal.texts().contains(name) && !isStaged(name));
            if (!stays) {
                changes.delete(folder.resolve(name));
                retired = true;
            }
        }
        if (retired) {
            changes.force(folder);
        }
    }

    private void moveIn(String name) throws IOException {
        if (isStaged(name)) {
            changes.move(work.resolve(name), folder.resolve(name));
        }
    }

    private boolean isStaged(String name) {
        return Files.exists(work.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }
}
