// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.save.SavedCheckpoint.Origin;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Writes checkpoints that are whole or absent, file after file, in memory that does not grow with them. Safe for any thread,
 * if the progress is; one folder is written by one caller at a time.
 */
public final class CheckpointWriter {
    private static final String NOTHING_LEFT = "no new file was left";

    private final Filler filler;
    private final SaveOptions options;
    private final Progress progress;
    private final FolderChanges changes;

    /**
     * Makes a writer.
     *
     * @param filler the engine that makes the values; it stays open
     * @param options how the files are written
     * @param progress hears of the bytes of tensors done, over all files, on the calling thread
     */
    public CheckpointWriter(Filler filler, SaveOptions options, Progress progress) {
        this(filler, options, progress, FolderChanges.REAL);
    }

    /** Makes a writer whose steps can be broken off. */
    CheckpointWriter(Filler filler, SaveOptions options, Progress progress, FolderChanges changes) {
        this.filler = filler;
        this.options = options;
        this.progress = progress;
        this.changes = changes;
    }

    /**
     * Writes a checkpoint. If it has more bytes than {@link SaveOptions#maxShardSize}, it is spread over several files with an
     * index, by the rule of the Hugging Face libraries. A checkpoint that is to be replaced stays as it is until the new one is
     * whole, so that the disk must hold both.
     *
     * <p>If the writing is cut short, no new file appears. Files of weights that are finished by then stay in the hidden folder
     * {@value io.goldilocks.memory.WorkFolder#NAME}, and the same call with {@link SaveOptions#resume} makes the others. What
     * is whole already is not written again.
     *
     * @param job the checkpoint
     * @param folder the folder; made if it is not there
     * @return what was written
     * @throws FileAlreadyExistsException if the folder holds a checkpoint and {@link SaveOptions#overwrite} is false
     * @throws UnfinishedCheckpointException if the folder holds an unfinished checkpoint that was neither to be resumed nor
     *     overwritten, or is of another job; or if the writing failed, and left one
     * @throws IOException if the files cannot be written, or another process writes into the folder
     * @throws CancellationException if the thread is interrupted
     * @throws IllegalArgumentException if a file's header would be too long
     */
    public SavedCheckpoint write(CheckpointJob job, Path folder) throws IOException {
        Contents contents = Contents.of(job, options.maxShardSize());
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled(NOTHING_LEFT, null);
        }
        try (Staging staging = Staging.open(folder, contents, changes)) {
            Map<String, Origin> origins = new HashMap<>();
            if (!staging.begin(options.overwrite(), options.resume())) {
                List<Shard> unlinked = new ArrayList<>();
                for (Shard shard : staging.missing()) {
                    boolean linked = shard.link(staging.path(shard.file()));
                    origins.put(shard.file(), linked ? Origin.LINKED : Origin.WRITTEN);
                    if (!linked) {
                        unlinked.add(shard);
                    }
                }
                write(unlinked, staging, folder);
            }
            return saved(folder, contents, origins);
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw cancelled(NOTHING_LEFT, e);
        }
    }

    private void write(List<Shard> shards, Staging staging, Path folder) throws IOException {
        try {
            requireSpace(shards, folder);
            long total = shards.stream().mapToLong(Shard::dataSize).sum();
            long before = 0;
            for (Shard shard : shards) {
                long done = before;
                Progress overall = (bytes, _) -> progress.report(done + bytes, total);
                new ShardWriter(filler, options.strategy(), overall).write(shard, staging.path(shard.file()));
                before += shard.dataSize();
            }
            staging.commit();
        } catch (InterruptedIOException | CancellationException e) {
            throw cancelled(Unfinished.in(folder).map(left -> folder + " " + left.describe() + "; ask to resume it")
                    .orElse(NOTHING_LEFT), e);
        } catch (IOException e) {
            Optional<Unfinished> left = Unfinished.in(folder);
            if (left.isEmpty()) {
                throw e;
            }
            throw new UnfinishedCheckpointException(folder,
                    e.getMessage() + "; it " + left.get().describe() + "; ask to resume it, or to overwrite it", e);
        }
    }

    private static void requireSpace(List<Shard> shards, Path folder) throws IOException {
        long needed = shards.stream().mapToLong(shard -> shard.header().fileSize()).sum();
        File store = folder.toFile();
        long free = store.getUsableSpace();
        // A total of 0 comes from file systems that do not tell.
        if (free < needed && store.getTotalSpace() > 0) {
            throw new IOException("cannot write a checkpoint to " + folder + ": it needs " + needed
                    + " bytes, but only " + free + " bytes are free");
        }
    }

    private static SavedCheckpoint saved(Path folder, Contents contents, Map<String, Origin> origins) {
        return new SavedCheckpoint(folder, contents.shards().stream().map(shard -> new SavedCheckpoint.Weights(
                shard.file(), shard.header().fileSize(), origins.getOrDefault(shard.file(), Origin.KEPT))).toList(),
                List.copyOf(contents.texts().keySet()));
    }

    private static CancellationException cancelled(String rest, @Nullable Exception cause) {
        CancellationException cancelled = new CancellationException(rest);
        cancelled.initCause(cause);
        return cancelled;
    }
}
