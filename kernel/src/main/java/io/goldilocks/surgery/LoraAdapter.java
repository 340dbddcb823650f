// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import static java.util.Objects.requireNonNull;

import io.goldilocks.Checkpoints;
import io.goldilocks.Provenance;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Part;
import io.goldilocks.model.ModelClasses;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.save.CheckpointJob;
import io.goldilocks.save.CheckpointWriter;
import io.goldilocks.save.NewTensor;
import io.goldilocks.save.SavedCheckpoint;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * A low-rank adapter of a model, as PEFT 0.21 loads it: factors A and B for each module that is adapted, whose scaled product is
 * added to the module's weight. Fans are those of the whole weight.
 *
 * <p>An adapter that begins as part of the weights, see {@link LoraInit#changesBase}, belongs on another model, which is written
 * beside it: the same without those parts. Together they are the old model, up to one rounding of each weight. Not thread-safe.
 */
public final class LoraAdapter {
    /** What the file of its weights is called, without the ending. */
    private static final String BASE_NAME = "adapter_model";

    /** The types of weights that factors can be taken off: those that PEFT decomposes, and F64. */
    private static final Set<DType> DECOMPOSABLE = Set.of(DType.F64, DType.F32, DType.F16, DType.BF16);

    private final BaseModel base;
    private final LoraOptions options;
    private final long seed;
    private final LoraTargets targets;
    /** By the names of the weights in the file; none if the base stays as it is. */
    private final Map<String, Residual> residuals;

    /**
     * Plans an adapter. Nothing is calculated yet.
     *
     * @param base the model, which stays open while the adapter is in use
     * @param options what it is to be
     * @param seed the seed
     * @throws IllegalArgumentException if a target names nothing that PEFT can adapt, the rank does not fit a module, or a weight
     *     cannot be decomposed
     */
    public LoraAdapter(BaseModel base, LoraOptions options, long seed) {
        this.base = base;
        this.options = options;
        this.seed = seed;
        targets = LoraTargets.of(base.plan(), options);
        residuals = options.init().changesBase() ? ResidualBase.residuals(base, targets, options) : Map.of();
        for (String name : residuals.keySet()) {
            TensorSpec spec = base.spec(name);
            if (!DECOMPOSABLE.contains(spec.dtype())) {
                throw new IllegalArgumentException("tensor '" + name + "' has type " + spec.dtype() + ", which the"
                        + " initialiser " + options.init() + " cannot take a part of: expected F64, F32, F16 or BF16");
            }
        }
    }

    /**
     * Lists what is adapted.
     *
     * @return the names of the modules, in state-dict order
     */
    public List<String> modules() {
        return targets.modules().stream().map(LoraTarget::module).toList();
    }

    /**
     * Lists what has the name of a target but cannot be adapted by PEFT.
     *
     * @return the names of the modules
     */
    public List<String> unreachable() {
        return targets.unreachable().stream().map(LoraTarget::module).toList();
    }

    /**
     * Counts the elements of the factors.
     *
     * @return how many parameters the adapter has
     */
    public long parameterCount() {
        return targets.modules().stream().mapToLong(target -> options.rank() * (target.in() + target.out())).sum();
    }

    /**
     * What was written.
     *
     * @param adapter the adapter
     * @param residual the model to put it on, if that is not the old one
     */
    public record Result(SavedCheckpoint adapter, Optional<SavedCheckpoint> residual) {}

    /**
     * Writes the adapter, and first the model to put it on, if it is another than the old one.
     *
     * @param checkpoints the engine and how files are written
     * @param surgeon who writes the model to put it on
     * @param folder the folder of the adapter; made if it is not there
     * @param residual the folder of the model to put it on; nothing if the adapter leaves the base as it is
     * @return what was written
     * @throws FileAlreadyExistsException if a folder holds such files that may not be replaced; nothing is written then
     * @throws IOException as {@link CheckpointWriter#write} does
     * @throws CancellationException if the thread is interrupted
     * @throws IllegalArgumentException if there should be a folder for the model and is none, or the reverse; if a folder is named
     *     twice; or if a weight has an element that is not finite
     */
    public Result write(Checkpoints checkpoints, Surgeon surgeon, Path folder, Optional<Path> residual)
            throws IOException {
        if (residual.isPresent() != options.init().changesBase()) {
            throw new IllegalArgumentException("initialiser " + options.init() + (residual.isPresent()
                    ? " leaves the base as it is: leave out the folder for its residual"
                    : " takes its factors off the base: name a folder for what is left of it"));
        }
        requireOther(folder, base.folder(), "the model");
        if (residual.isPresent()) {
            requireOther(folder, residual.get(), "its residual");
        }
        if (!checkpoints.options().overwrite() && !checkpoints.options().resume()) {
            requireNone(folder, Files.exists(folder.resolve(AdapterConfig.FILE)), "an adapter");
            if (residual.isPresent()) {
                requireNone(residual.get(), StoredCheckpoint.isIn(residual.get()), "a checkpoint");
            }
        }
        decompose(checkpoints.filler(), checkpoints.progress());
        Optional<SavedCheckpoint> saved = residual.isPresent()
                ? Optional.of(surgeon.operate(base, new ResidualBase(options, residuals), seed, residual.get()).saved())
                : Optional.empty();
        CheckpointJob job = job(checkpoints.filler(), residual.orElse(base.folder()));
        return new Result(checkpoints.writer().write(job, folder), saved);
    }

    /** Files of one name would take each other's place. */
    private static void requireOther(Path folder, Path other, String what) {
        if (folder.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException(
                    folder + " is the folder of " + what + ": choose another for the adapter");
        }
    }

    private static void requireNone(Path folder, boolean found, String what) throws FileAlreadyExistsException {
        if (found) {
            throw new FileAlreadyExistsException(folder.toString(), null, "holds " + what + " already; choose another"
                    + " folder or ask to overwrite it");
        }
    }

    private CheckpointJob job(Filler filler, Path model) throws IOException {
        List<NewTensor> tensors = new ArrayList<>();
        for (LoraTarget target : targets.modules()) {
            tensors.addAll(factors(filler, target));
        }
        AdapterProvenance provenance = new AdapterProvenance(options, seed, base.config());
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(Provenance.FILE, provenance.toJson());
        texts.put(AdapterConfig.FILE,
                AdapterConfig.json(model.toString(), ModelClasses.name(base.config()), targets, options));
        return new CheckpointJob(BASE_NAME, tensors, provenance.metadata(), texts, Set.of());
    }

    private void decompose(Filler filler, Progress progress) throws IOException {
        long total = residuals.keySet().stream().mapToLong(name -> base.spec(name).byteSize()).sum();
        long done = 0;
        for (Map.Entry<String, Residual> entry : residuals.entrySet()) {
            TensorSpec spec = base.spec(entry.getKey());
            // Filling any part of what is left calculates the factors, on all threads.
            Slice row = Slice.of(0, 1, 0, spec.shape().extent(1));
            MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(row.shape().byteSize(spec.dtype()))]);
            List<Part> parts = List.of(new Part(Slice.whole(spec.shape()), entry.getValue()));
            filler.fill(List.of(new FillTask(spec, row, parts, TensorStream.of(seed, spec.name()),
                    new FillTask.InMemory(bytes), 0)), Progress.NONE);
            done += spec.byteSize();
            progress.report(done, total);
        }
    }

    private List<NewTensor> factors(Filler filler, LoraTarget target) throws IOException {
        if (DrawnFactor.isDrawn(target, options.init())) {
            return DrawnFactor.of(target, options).stream()
                    .map(factor -> NewTensor.filled(factor.spec(), factor.parts(),
                            TensorStream.of(seed, factor.spec().name())))
                    .toList();
        }
        Residual residual = residuals.get(base.stored(target.weight().spec().name()));
        Factors made = residual == null
                ? OrthogonalFactors.make(filler, target, options.rank(), seed)
                : requireNonNull(residual.factors());
        return List.of(made.a(target.a(options), seed), made.b(target.b(options), seed));
    }
}
