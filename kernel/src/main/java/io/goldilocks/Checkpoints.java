// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import io.goldilocks.checkpoint.CheckpointHeader;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.checkpoint.TensorFormat;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.memory.AtomicFile;
import io.goldilocks.recipe.Multipliers;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.save.CheckpointJob;
import io.goldilocks.save.CheckpointWriter;
import io.goldilocks.save.FileTarget;
import io.goldilocks.save.NewTensor;
import io.goldilocks.save.SaveOptions;
import io.goldilocks.save.SavedCheckpoint;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Writes initial values straight into files, which appear whole or not at all.
 *
 * @param filler the engine that makes the values; it stays open
 * @param options how the files are written
 * @param progress hears of the bytes done, on the calling thread
 */
public record Checkpoints(Filler filler, SaveOptions options, Progress progress) {
    /** What the files of a model's weights are called, as the Hugging Face libraries look for them. */
    public static final String BASE_NAME = "model";
    /** The file of a model's weights, if there is but one. */
    public static final String WEIGHTS = StoredCheckpoint.WEIGHTS;
    /** The file of a model's config. */
    public static final String CONFIG = "config.json";
    /** The file of what a recipe asks the trainer to multiply. */
    public static final String MULTIPLIERS = "multipliers.json";

    /**
     * Makes a folder that the Hugging Face libraries load: {@value #WEIGHTS}, or several files and their index, and
     * {@value #CONFIG}, the latter with the plan's element type; and beside them {@value Provenance#FILE} and, if the recipe
     * asks the trainer for any, {@value #MULTIPLIERS}.
     *
     * @param provenance the model, the recipe and the seed
     * @param folder the folder; made if it is not there
     * @return what was written
     * @throws FileAlreadyExistsException if the folder holds a checkpoint that may not be replaced
     * @throws IOException if the files cannot be written, see {@link CheckpointWriter#write}; what was there stays
     * @throws CancellationException if the thread is interrupted, likewise
     * @throws IllegalArgumentException if two tensor names select the same random stream
     */
    public SavedCheckpoint seed(Provenance provenance, Path folder) throws IOException {
        List<NewTensor> tensors = new ArrayList<>();
        for (TensorProvenance tensor : provenance.tensors()) {
            TensorSpec spec = tensor.tensor();
            tensors.add(NewTensor.filled(spec, tensor.parts(), TensorStream.of(tensor.seed(), spec.name())));
        }
        Map<String, String> texts = texts(provenance);
        Set<String> retired = texts.containsKey(MULTIPLIERS) ? Set.of() : Set.of(MULTIPLIERS);
        return writer().write(new CheckpointJob(BASE_NAME, tensors, provenance.metadata(), texts, retired), folder);
    }

    /**
     * Writes one tensor, or a slice of it, into a file of its own.
     *
     * @param tensor the tensor, its slice and what it is made from; a safetensors file states it in its header
     * @param format how the file holds it
     * @param file the file
     * @throws IllegalArgumentException if the format has no such type
     * @throws IOException if the file exists and may not be replaced, or cannot be written; no new file is left then
     * @throws CancellationException if the thread is interrupted, likewise
     */
    public void write(TensorProvenance tensor, TensorFormat format, Path file) throws IOException {
        CheckpointHeader header = format.header(tensor.stored(), tensor.metadata());
        try (AtomicFile target = header.create(file, options.strategy(), options.overwrite())) {
            long offset = header.tensors().getFirst().offset();
            TensorStream stream = TensorStream.of(tensor.seed(), tensor.tensor().name());
            filler.fill(List.of(new FillTask(tensor.tensor(), tensor.window(), tensor.parts(), stream,
                    FileTarget.of(target), offset)), progress);
            target.commit();
        } catch (InterruptedIOException | CancellationException e) {
            // An interrupt shows as the former while a file is written and as the latter while it is not: made one.
            CancellationException cancelled = new CancellationException("no new file was left");
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    /**
     * Writes one tensor, or a slice of it, to a channel such as that of a pipe: the same bytes as into a file, in order, through a
     * buffer of at most 64 MiB, or of the whole slice if something in it is computed whole.
     *
     * @param tensor the tensor, its slice and what it is made from
     * @param format what the bytes are
     * @param out the channel, which stays open
     * @throws IllegalArgumentException if the format has no such type
     * @throws IOException if the channel does not take the bytes
     * @throws CancellationException if the thread is interrupted
     */
    public void write(TensorProvenance tensor, TensorFormat format, WritableByteChannel out) throws IOException {
        new TensorPipe(filler, out, progress).write(format.header(tensor.stored(), tensor.metadata()), tensor);
    }

    /**
     * Returns what writes other checkpoints in the same way.
     *
     * @return a writer with this engine, these options and this progress
     */
    public CheckpointWriter writer() {
        return new CheckpointWriter(filler, options, progress);
    }

    /** The config last: without it no library takes the folder for a model. */
    private static Map<String, String> texts(Provenance provenance) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(Provenance.FILE, provenance.toJson());
        Multipliers multipliers = provenance.applied().multipliers();
        if (!multipliers.isEmpty()) {
            texts.put(MULTIPLIERS, multipliers.toJson(provenance.applied().recipe().name()));
        }
        texts.put(CONFIG, provenance.config().toJson(provenance.plan().dtype()));
        return texts;
    }
}
