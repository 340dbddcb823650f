// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.Checkpoints;
import io.goldilocks.Provenance;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Part;
import io.goldilocks.save.CheckpointJob;
import io.goldilocks.save.CheckpointWriter;
import io.goldilocks.save.NewTensor;
import io.goldilocks.save.SaveOptions;
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
 * beside it: the same without those parts. Together they are the old model, up to one rounding of each weight. Factors that are calculated stay in
 * memory until they are written. Not thread-safe.
 *
 * {@snippet :
 * var options = new LoraOptions(16, 32, List.of("q_proj", "v_proj"), LoraInit.DEFAULT, false, DType.F32);
 * var surgeon = new Surgeon(new Checkpoints(filler, SaveOptions.DEFAULTS, Progress.NONE), false);
 * new LoraAdapter(model, options, new Randomness(42)).write(surgeon, Path.of("adapter"), Optional.empty());
 * }
 */
public final class LoraAdapter {
    /** What the file of its weights is called, without the ending. */
    private static final String BASE_NAME = "adapter_model";

    /** The types of weights that factors can be taken off: those that PEFT decomposes, and F64. */
    private static final Set<DType> DECOMPOSABLE = Set.of(DType.F64, DType.F32, DType.F16, DType.BF16);

    private final BaseModel base;
    private final LoraOptions options;
    private final Randomness randomness;
    private final LoraTargets targets;
    /** By the names of the weights in the file; none if the base stays as it is. */
    private final Map<String, Residual> residuals;

    /**
     * Plans an adapter. Nothing is calculated yet.
     *
     * @param base the model, which stays open while the adapter is in use
     * @param options what it is to be
     * @param randomness what is drawn is made of
     * @throws IllegalArgumentException if a target names nothing that PEFT can adapt, the rank does not fit a module, or a weight
     *     cannot be decomposed
     */
    public LoraAdapter(BaseModel base, LoraOptions options, Randomness randomness) {
        this.base = base;
        this.options = options;
        this.randomness = randomness;
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
     * @param surgeon how files are written, and who writes the model to put it on
     * @param folder the folder of the adapter; made if it is not there
     * @param residual the folder of the model to put it on; nothing if the adapter leaves the base as it is
     * @return what was written
     * @throws FileAlreadyExistsException if a folder holds such files that may not be replaced; nothing is written then
     * @throws IOException as {@link CheckpointWriter#write} does
     * @throws CancellationException if the thread is interrupted
     * @throws IllegalArgumentException if there should be a folder for the model and is none, or the reverse; if a folder is named
     *     twice; or if a weight has an element that is not finite
     */
    public Result write(Surgeon surgeon, Path folder, Optional<Path> residual) throws IOException {
        Checkpoints checkpoints = surgeon.checkpoints();
        requirePlaces(checkpoints.options(), folder, residual);
        // What is left of the model is hashed and written after the factors are calculated, and they are written at the end.
        long taken = residuals.keySet().stream().mapToLong(name -> base.spec(name).byteSize()).sum();
        long left = residual.isPresent() ? 2 * base.byteSize() : 0;
        List<AdapterFactor> factors = factors(checkpoints.filler(), Stages.within(checkpoints.progress(), 0, left));
        Surgeon second = new Surgeon(new Checkpoints(checkpoints.filler(), checkpoints.options(),
                Stages.within(checkpoints.progress(), taken, 0)), surgeon.link());
        Optional<Surgeon.Result> rest = residual.isPresent()
                ? Optional.of(second.operate(base, new ResidualBase(options, residuals), randomness, residual.get()))
                : Optional.empty();
        AdapterProvenance provenance = new AdapterProvenance(options, randomness, base.config(),
                rest.map(made -> made.provenance().sources()).orElse(List.of()));
        CheckpointJob job = job(factors, provenance, residual.orElse(base.folder()));
        // PEFT reads one file, however large.
        Checkpoints alone = new Checkpoints(checkpoints.filler(), checkpoints.options().inShardsOf(Long.MAX_VALUE),
                Stages.within(checkpoints.progress(), taken + left, 0));
        return new Result(alone.writer().write(job, folder),
                rest.map(Surgeon.Result::saved));
    }

    private void requirePlaces(SaveOptions saving, Path folder, Optional<Path> residual)
            throws FileAlreadyExistsException {
        if (residual.isPresent() != options.init().changesBase()) {
            throw new IllegalArgumentException("initialiser " + options.init() + (residual.isPresent()
                    ? " leaves the base as it is: leave out the folder for its residual"
                    : " takes its factors off the base: name a folder for what is left of it"));
        }
        requireOther(folder, base.folder(), "the model");
        if (residual.isPresent()) {
            requireOther(folder, residual.get(), "its residual");
        }
        if (!saving.overwrite() && !saving.resume()) {
            requireNone(folder, Files.exists(folder.resolve(AdapterProvenance.PEFT_CONFIG)), "an adapter");
            if (residual.isPresent()) {
                requireNone(residual.get(), StoredCheckpoint.isIn(residual.get()), "a checkpoint");
            }
        }
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

    private CheckpointJob job(List<AdapterFactor> factors, AdapterProvenance provenance, Path model) {
        List<NewTensor> tensors = factors.stream().map(factor -> NewTensor.filled(factor.spec(),
                factor.parts().orElseThrow(), randomness.stream(factor.spec().name()))).toList();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(Provenance.FILE, provenance.toJson());
        texts.put(AdapterProvenance.PEFT_CONFIG, provenance.peftConfig(model.toString()));
        return new CheckpointJob(BASE_NAME, tensors, provenance.metadata(), texts, Set.of());
    }

    /** Calculates all factors that are calculated, and plans the others. */
    List<AdapterFactor> factors(Filler filler, Progress progress) throws IOException {
        decompose(filler, progress);
        List<AdapterFactor> factors = new ArrayList<>();
        for (LoraTarget target : targets.modules()) {
            Residual residual = residuals.get(base.stored(target.weight().spec().name()));
            factors.addAll(AdapterFactor.of(target, options, randomness, filler,
                    Optional.ofNullable(residual).map(Residual::factors)));
        }
        return factors;
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
            filler.fill(List.of(new FillTask(spec, row, parts, randomness.stream(spec.name()),
                    new FillTask.InMemory(bytes), 0)), Progress.NONE);
            done += spec.byteSize();
            progress.report(done, total);
        }
    }
}
