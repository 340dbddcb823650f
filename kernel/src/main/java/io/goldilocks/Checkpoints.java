// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import static java.util.Objects.requireNonNull;

import io.goldilocks.checkpoint.CheckpointHeader;
import io.goldilocks.checkpoint.SafetensorsHeader;
import io.goldilocks.checkpoint.StoredTensor;
import io.goldilocks.checkpoint.TensorFormat;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Part;
import io.goldilocks.memory.AtomicFile;
import io.goldilocks.memory.DirectFile;
import io.goldilocks.memory.FileErrors;
import io.goldilocks.memory.FileStrategy;
import io.goldilocks.memory.MappedFile;
import io.goldilocks.memory.WrittenFile;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.recipe.Multipliers;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes initial values straight into files, which appear whole or not at all.
 *
 * @param filler the engine that makes the values; it stays open
 * @param strategy how the bytes reach the disk
 * @param overwrite whether files that exist may be replaced
 * @param progress hears of the bytes done, on the calling thread
 */
public record Checkpoints(Filler filler, FileStrategy strategy, boolean overwrite, Progress progress) {
    /** The file of a model's weights, as the Hugging Face libraries look for it. */
    public static final String WEIGHTS = "model.safetensors";
    /** The file of a model's config. */
    public static final String CONFIG = "config.json";
    /** The file of what a recipe asks the trainer to multiply. */
    public static final String MULTIPLIERS = "multipliers.json";

    /** What makes a folder hold a checkpoint. */
    private static final List<String> TELLTALES = List.of(WEIGHTS, CONFIG, Provenance.FILE, MULTIPLIERS,
            "model.safetensors.index.json");

    /**
     * Makes a folder that the Hugging Face libraries load: {@value #WEIGHTS} and {@value #CONFIG}, the latter with the plan's
     * element type, and beside them {@value Provenance#FILE} and, if the recipe asks the trainer for any,
     * {@value #MULTIPLIERS}.
     *
     * @param provenance the model, the recipe and the seed
     * @param folder the folder; made if it is not there
     * @throws FileAlreadyExistsException if the folder holds a checkpoint and {@code overwrite} is false
     * @throws IOException if the files cannot be written; no new file is left then, and what was there stays
     * @throws CancellationException if the thread is interrupted, likewise
     * @throws IllegalArgumentException if two tensor names select the same random stream
     */
    public void seed(Provenance provenance, Path folder) throws IOException {
        requireNoCheckpoint(folder);
        ModelPlan plan = provenance.plan();
        Map<String, PlannedTensor> byName = plan.tensors().stream()
                .collect(Collectors.toMap(tensor -> tensor.spec().name(), Function.identity()));
        CheckpointHeader header = SafetensorsHeader.of(plan.tensors().stream().map(PlannedTensor::spec).toList(),
                provenance.metadata());
        boolean made = makeFolder(folder);
        boolean done = false;
        try (AtomicFile weights = header.create(folder.resolve(WEIGHTS), strategy, overwrite);
                TextFiles texts = texts(provenance, folder)) {
            List<FillTask> tasks = new ArrayList<>();
            for (StoredTensor stored : header.tensors()) {
                List<Part> parts = requireNonNull(byName.get(stored.spec().name())).parts();
                tasks.add(task(stored, Slice.whole(stored.spec().shape()), parts, stored.spec(), provenance.seed(),
                        weights));
            }
            requireOwnStreams(tasks);
            filler.fill(tasks, progress);
            weights.commit();
            if (provenance.applied().multipliers().isEmpty()) {
                Files.deleteIfExists(folder.resolve(MULTIPLIERS)); // Those of a checkpoint that is replaced.
            }
            texts.commit();
            done = true;
        } catch (InterruptedIOException e) {
            throw cancelled(e);
        } finally {
            if (made && !done) {
                folder.toFile().delete(); // Quietly: what went wrong before is what the caller must hear.
            }
        }
    }

    /**
     * Writes one tensor, or a slice of it, into a file of its own.
     *
     * @param tensor the whole tensor
     * @param window the slice that is written
     * @param parts what the tensor's elements are drawn from
     * @param seed the seed
     * @param format how the file holds it
     * @param file the file
     * @throws IllegalArgumentException if the format has no such type
     * @throws IOException if the file exists and {@code overwrite} is false, or cannot be written; no new file is left then
     * @throws CancellationException if the thread is interrupted, likewise
     */
    public void write(TensorSpec tensor, Slice window, List<Part> parts, long seed, TensorFormat format, Path file)
            throws IOException {
        CheckpointHeader header = header(tensor, window, seed, format);
        try (AtomicFile target = header.create(file, strategy, overwrite)) {
            filler.fill(List.of(task(header.tensors().getFirst(), window, parts, tensor, seed, target)), progress);
            target.commit();
        } catch (InterruptedIOException e) {
            throw cancelled(e);
        }
    }

    /**
     * Writes one tensor, or a slice of it, to a channel such as that of a pipe: the same bytes as into a file, in order, through a
     * buffer of at most 64 MiB, or of the whole slice if something in it is computed whole.
     *
     * @param tensor the whole tensor
     * @param window the slice that is written
     * @param parts what the tensor's elements are drawn from
     * @param seed the seed
     * @param format what the bytes are
     * @param out the channel, which stays open
     * @throws IllegalArgumentException if the format has no such type
     * @throws IOException if the channel does not take the bytes
     * @throws CancellationException if the thread is interrupted
     */
    public void write(TensorSpec tensor, Slice window, List<Part> parts, long seed, TensorFormat format,
            WritableByteChannel out) throws IOException {
        new TensorPipe(filler, out, progress).write(header(tensor, window, seed, format), tensor, window, parts,
                TensorStream.of(seed, tensor.name()));
    }

    private static CheckpointHeader header(TensorSpec tensor, Slice window, long seed, TensorFormat format) {
        return format.header(new TensorSpec(tensor.name(), window.shape(), tensor.dtype()),
                Provenance.metadata(TensorStream.ENGINE, seed));
    }

    private static FillTask task(StoredTensor stored, Slice window, List<Part> parts, TensorSpec tensor, long seed,
            AtomicFile file) {
        FillTask.Target target = switch (file) {
            case WrittenFile written -> new FillTask.Streamed(written::write);
            case DirectFile direct -> new FillTask.Streamed(direct::write);
            case MappedFile mapped -> new FillTask.Lent(mapped::lend, mapped::settle);
        };
        return new FillTask(tensor, window, parts, TensorStream.of(seed, tensor.name()), target, stored.offset());
    }

    /** An interrupt shows as this while a file is written and as the engine's own exception while it is not: made one. */
    private static CancellationException cancelled(InterruptedIOException cause) {
        CancellationException cancelled = new CancellationException(cause.getMessage());
        cancelled.initCause(cause);
        return cancelled;
    }

    /** The config last: without it no library takes the folder for a model. */
    private TextFiles texts(Provenance provenance, Path folder) throws IOException {
        Map<Path, String> texts = new LinkedHashMap<>();
        texts.put(folder.resolve(Provenance.FILE), provenance.toJson());
        Multipliers multipliers = provenance.applied().multipliers();
        if (!multipliers.isEmpty()) {
            texts.put(folder.resolve(MULTIPLIERS), multipliers.toJson(provenance.applied().recipe().name()));
        }
        texts.put(folder.resolve(CONFIG), provenance.config().toJson(provenance.plan().dtype()));
        return TextFiles.create(texts, overwrite);
    }

    private void requireNoCheckpoint(Path folder) throws FileAlreadyExistsException {
        for (String name : TELLTALES) {
            if (!overwrite && Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(folder.toString(), null, "holds a checkpoint already (" + name
                        + "); choose another folder or ask to overwrite it");
            }
        }
    }

    private static void requireOwnStreams(List<FillTask> tasks) {
        Map<Long, String> ids = new HashMap<>();
        for (FillTask task : tasks) {
            String name = task.tensor().name();
            String other = ids.put(task.stream().tensorId(), name);
            if (other != null) {
                throw new IllegalArgumentException("tensors '" + other + "' and '" + name
                        + "' have the same 64-bit id and would get the same random words: rename one");
            }
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
}
