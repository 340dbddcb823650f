// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.memory.FileErrors;
import io.goldilocks.memory.WorkFolder;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The hidden folder in which a checkpoint is prepared, owned by this process, from what an earlier command has left to the
 * commit: see the package for the protocol. Files of weights have their names in it only when they are whole.
 */
final class Staging implements Closeable {
    /** Processes that make the same folder and give it up again can get in each other's way, but not forever. */
    private static final int ATTEMPTS = 10;

    private final Path folder;
    private final boolean made;
    private final WorkFolder work;
    private final Contents contents;
    private final FolderChanges changes;
    private final Commit commit;
    private final Thread closer = new Thread(this::closeQuietly, "leave a checkpoint's folder");
    /** Whether what is in the hidden folder is this checkpoint's. */
    private boolean begun;
    private boolean open = true;

    private Staging(Path folder, boolean made, WorkFolder work, Contents contents, FolderChanges changes) {
        this.folder = folder;
        this.made = made;
        this.work = work;
        this.contents = contents;
        this.changes = changes;
        commit = new Commit(folder, work.path(), changes);
        Runtime.getRuntime().addShutdownHook(closer);
    }

    /**
     * Makes the folder, if it is not there, and takes hold of it.
     *
     * @throws IOException if another process holds it, or it cannot be made or written
     */
    static Staging open(Path folder, Contents contents, FolderChanges changes) throws IOException {
        for (int attempt = 1;; attempt++) {
            boolean made = makeFolder(folder);
            try {
                return new Staging(folder, made, WorkFolder.open(folder), contents, changes);
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            } catch (IOException e) {
                removeIfEmpty(folder, made);
                throw e;
            }
        }
    }

    /** Where a file is prepared. */
    Path path(String file) {
        return work.path().resolve(file);
    }

    /**
     * Takes up what an earlier command has left, throws it away, or refuses to do either.
     *
     * @return whether this very checkpoint is whole and in its place already
     */
    synchronized boolean begin(boolean overwrite, boolean resume) throws IOException {
        if (Unfinished.isFile(path(Unfinished.COMMIT))) {
            if (!overwrite && !resume) {
                throw new UnfinishedCheckpointException(folder, Unfinished.COMMITTING + "; ask to resume it", null);
            }
            Journal left = Journal.read(path(Unfinished.COMMIT));
            commit.run(left);
            if (left.sha256().equals(contents.journal().sha256())) {
                return true;
            }
        }
        if (resume && contents.areIn(folder)) {
            return true;
        }
        Existing.requireReplaceable(folder, contents.journal(), overwrite);
        Set<String> kept = leftovers(overwrite, resume);
        begun = true;
        commit.keepOnly(kept);
        if (kept.isEmpty()) {
            Path draft = path(Unfinished.JOB + ".new");
            changes.write(draft, contents.journal().toJson());
            changes.move(draft, path(Unfinished.JOB));
            changes.force(work.path());
        }
        return false;
    }

    /** The files of weights that are still to be written. */
    List<Shard> missing() {
        List<Shard> missing = new ArrayList<>();
        for (Shard shard : contents.shards()) {
            if (!Unfinished.isFile(path(shard.file()))) {
                missing.add(shard);
            }
        }
        return missing;
    }

    /**
     * Puts the finished checkpoint in its place.
     *
     * @throws InterruptedIOException if the process is ending
     */
    synchronized void commit() throws IOException {
        if (!open) {
            throw new InterruptedIOException("the process is ending");
        }
        for (Map.Entry<String, String> text : contents.texts().entrySet()) {
            changes.write(path(text.getKey()), text.getValue().getBytes(StandardCharsets.UTF_8));
        }
        changes.force(work.path());
        changes.move(path(Unfinished.JOB), path(Unfinished.COMMIT));
        changes.force(work.path());
        commit.run(contents.journal());
    }

    /**
     * Gives the folder up. Before the commit, files of weights that are finished are left for another time, and nothing else;
     * an orderly end of the process does the same, and waits for a commit.
     */
    @Override
    public synchronized void close() throws IOException {
        if (!open) {
            return;
        }
        open = false;
        try (work) {
            if (begun && !Unfinished.isFile(path(Unfinished.COMMIT))) {
                commit.keepOnly(finished());
            }
        } finally {
            removeIfEmpty(folder, made);
            forgetCloser();
        }
    }

    /** The names of what is to be kept of an earlier command: whole files of this checkpoint, and the journal. */
    private Set<String> leftovers(boolean overwrite, boolean resume) throws IOException {
        if (overwrite && !resume) {
            return Set.of();
        }
        Optional<Unfinished> left = Unfinished.in(folder);
        if (left.isEmpty()) {
            return Set.of();
        }
        String found = left.get().describe();
        if (!resume) {
            throw new UnfinishedCheckpointException(folder, found + "; ask to resume it, or to overwrite it", null);
        }
        if (!Journal.read(path(Unfinished.JOB)).sha256().equals(contents.journal().sha256())) {
            throw new UnfinishedCheckpointException(folder,
                    found + ", but of another model, recipe, seed, shard size or"
                            + " version: ask for the same again, or to overwrite it",
                    null);
        }
        Set<String> kept = new HashSet<>(Set.of(Unfinished.JOB));
        for (Shard shard : contents.shards()) {
            if (shard.isWhole(path(shard.file()))) {
                kept.add(shard.file());
            }
        }
        return kept;
    }

    /** The names of the files of weights that are finished, and of the journal if there are any. */
    private Set<String> finished() {
        Set<String> finished = new HashSet<>();
        for (Shard shard : contents.shards()) {
            if (Unfinished.isFile(path(shard.file()))) {
                finished.add(shard.file());
                finished.add(Unfinished.JOB);
            }
        }
        return finished;
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            // The process ends: what is left then is as after a kill.
        }
    }

    private void forgetCloser() {
        try {
            Runtime.getRuntime().removeShutdownHook(closer);
        } catch (IllegalStateException e) {
            // The virtual machine is ending: the closer has run, or will find nothing to do.
        }
    }

    private static boolean makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return false;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException("cannot make the folder " + folder + ": " + FileErrors.reason(e), e);
        }
        return true;
    }

    // Quietly: what went wrong before is what the caller must hear.
    private static void removeIfEmpty(Path folder, boolean made) {
        if (made) {
            folder.toFile().delete();
        }
    }
}
