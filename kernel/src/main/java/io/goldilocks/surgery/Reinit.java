// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import static java.util.Objects.requireNonNull;

import io.goldilocks.Checkpoints;
import io.goldilocks.Provenance;
import io.goldilocks.Refill;
import io.goldilocks.TensorProvenance;
import io.goldilocks.checkpoint.MappedCheckpoint;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonWriter;
import io.goldilocks.memory.AtomicFile;
import io.goldilocks.memory.FileStrategy;
import io.goldilocks.memory.WorkFolder;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.model.Role;
import io.goldilocks.recipe.Selection;
import io.goldilocks.rng.Engine;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/**
 * Gives tensors of a checkpoint that exists new initial values, in place; every other byte of the weights stays.
 *
 * <p>A change in place cannot be whole or absent. So what is to be done is written down first, in the folder's hidden work folder:
 * by that a refill that was broken off is known, see {@link #underway}, and the same refill again ends it, because its values are
 * the same again. Immutable; files are open only while a method runs.
 */
public final class Reinit {
    private final Path path;
    private final Path folder;
    private final Map<String, TensorSpec> stored = new LinkedHashMap<>();
    private final Map<String, Path> files = new HashMap<>();
    private final Optional<ModelConfig> config;
    private final Optional<Provenance> provenance;
    private final Optional<SurgeryProvenance> surgery;

    private Reinit(StoredCheckpoint checkpoint) throws IOException {
        path = checkpoint.path();
        folder = checkpoint.folder();
        checkpoint.tensors().forEach(spec -> {
            stored.put(spec.name(), spec);
            files.put(spec.name(), checkpoint.file(spec.name()).path());
        });
        Path configFile = folder.resolve(Checkpoints.CONFIG);
        Path provenanceFile = folder.resolve(Provenance.FILE);
        boolean whole = checkpoint.isWhole();
        if (!whole && TensorProvenance.of(checkpoint.files().getFirst()).isPresent()) {
            throw new IOException(
                    "cannot change " + path + " in place: its header says how its values were made, and would be"
                            + " wrong then; make another file");
        }
        config = whole && Files.exists(configFile) ? Optional.of(ModelConfig.read(configFile)) : Optional.empty();
        Optional<JsonObject> document = whole && Files.exists(provenanceFile)
                ? Optional.of(JsonObject.read(provenanceFile))
                : Optional.empty();
        if (document.filter(AdapterProvenance::is).isPresent()) {
            throw new IOException("cannot change " + path + " in place: its factors belong together; make the adapter"
                    + " again by lora, with another seed");
        }
        surgery = document.filter(SurgeryProvenance::is).map(SurgeryProvenance::of);
        provenance = surgery.isPresent() ? Optional.empty() : document.map(Provenance::of);
    }

    /**
     * Looks at a checkpoint.
     *
     * @param path a folder with its config and provenance, if they are there; or a safetensors file alone
     * @return the checkpoint
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if its config or provenance is malformed
     */
    public static Reinit open(Path path) throws IOException {
        try (StoredCheckpoint checkpoint = StoredCheckpoint.open(path)) {
            return new Reinit(checkpoint);
        }
    }

    /**
     * Tells whether a refill was broken off, so that its tensors hold some of the old values and some of the new.
     *
     * @param folder a checkpoint's folder
     * @return the record of it, or nothing
     */
    public static Optional<Path> underway(Path folder) {
        Path intent = folder.resolve(WorkFolder.NAME).resolve(WorkFolder.INTENT);
        return Files.exists(intent) ? Optional.of(intent) : Optional.empty();
    }

    /**
     * Returns the model's config.
     *
     * @return the config beside the weights, or nothing
     */
    public Optional<ModelConfig> config() {
        return config;
    }

    /**
     * Returns the checkpoint's provenance.
     *
     * @return the provenance beside the weights; nothing if there is none, or the model came out of another
     */
    public Optional<Provenance> provenance() {
        return provenance;
    }

    /**
     * Returns the checkpoint's seed.
     *
     * @return the seed that the provenance states, whichever that is, or nothing
     */
    public Optional<Long> seed() {
        return provenance.map(Provenance::seed).or(() -> surgery.map(made -> made.randomness().seed()));
    }

    /**
     * Chooses tensors and checks that they can be made.
     *
     * @param selection which tensors
     * @param values what they are to hold
     * @param seed the seed
     * @return the refill
     * @throws IllegalArgumentException if none is chosen, if layers or heads are wanted and there is no config, or if a tensor
     *     cannot be filled, has another shape than the plan says, or has no rule; the message names it
     */
    public Refill plan(Selection selection, Refill.Values values, long seed) {
        List<String> chosen = selection.isByName()
                ? stored.keySet().stream().filter(selection::fits).toList()
                : selection.of(model()).stream().map(tensor -> tensor.spec().name()).filter(stored::containsKey)
                        .toList();
        if (chosen.isEmpty()) {
            boolean headless = config.isPresent()
                    && model().tensors().stream().noneMatch(tensor -> tensor.place().role() == Role.HEAD);
            throw new IllegalArgumentException(
                    "no tensor of " + path + " is chosen: 'goldilocks inspect' lists their names"
                            + (headless ? "; there is no head, or it is tied to the embeddings" : ""));
        }
        Refill refill = new Refill(seed, values, chosen);
        made(refill);
        return refill;
    }

    /**
     * Says how the chosen tensors are made.
     *
     * @param refill what {@link #plan} has given
     * @return the tensors, in the refill's order
     * @throws IllegalArgumentException as {@link #plan} does
     */
    public List<TensorProvenance> made(Refill refill) {
        Optional<ModelPlan> plan = config.map(known -> ModelPlan.of(known, null));
        Map<String, PlannedTensor> planned = new HashMap<>();
        plan.ifPresent(tensors -> tensors.tensors().forEach(tensor -> planned.put(tensor.spec().name(), tensor)));
        Function<TensorSpec, Optional<Refill.Made>> rules = refill.rules(plan);
        Engine engine = provenance.map(Provenance::engine).or(() -> surgery.map(it -> it.randomness().engine()))
                .orElse(Engine.PHILOX4X32_10);
        List<TensorProvenance> made = new ArrayList<>();
        for (String name : refill.tensors()) {
            TensorSpec spec = stored.get(name);
            if (spec == null) {
                throw new IllegalArgumentException(path + " has no tensor '" + name + "'");
            }
            PlannedTensor expected = planned.get(name);
            if (expected != null && !expected.spec().shape().equals(spec.shape())) {
                throw new IllegalArgumentException("tensor '" + name + "' has the shape " + spec.shape()
                        + ": expected " + expected.spec().shape() + ", by " + Checkpoints.CONFIG);
            }
            Refill.Made rule = rules.apply(spec).orElseThrow(() -> new IllegalArgumentException("tensor '" + name
                    + "' is none that the config describes, so that no recipe has a rule for it: give an initialiser"));
            TensorProvenance tensor = TensorProvenance.whole(spec, rule.layout(), rule.initializer(), engine,
                    refill.seed());
            requireFits(tensor);
            made.add(tensor);
        }
        return made;
    }

    /**
     * Fills the tensors, and records it in the provenance, if there is one.
     *
     * @param refill what {@link #plan} has given
     * @param filler the engine that makes the values; it stays open
     * @param progress hears of the bytes done, on the calling thread
     * @throws IOException if the files cannot be changed, another process works on the folder, or another refill was broken off
     *     before
     * @throws CancellationException if the thread is interrupted
     * @throws IllegalArgumentException as {@link #plan} does
     */
    public void run(Refill refill, Filler filler, Progress progress) throws IOException {
        List<TensorProvenance> made = made(refill);
        Optional<String> after = after(refill);
        try (WorkFolder work = WorkFolder.open(folder); MappedFiles opened = new MappedFiles()) {
            List<FillTask> tasks = new ArrayList<>();
            for (TensorProvenance tensor : made) {
                MappedCheckpoint file = opened.get(requireNonNull(files.get(tensor.tensor().name())));
                tasks.add(task(tensor, new FillTask.Lent(file::lend, (_, _) -> {}),
                        file.require(tensor.tensor()).offset()));
            }
            Path intent = work.path().resolve(WorkFolder.INTENT);
            begin(intent, refill);
            filler.fill(tasks, progress);
            opened.force();
            if (after.isPresent()) {
                write(folder.resolve(Provenance.FILE), after.get());
            }
            Files.delete(intent);
        } catch (CancellationException e) {
            CancellationException brokenOff = new CancellationException(
                    path + " holds some of the new values and some of the old; the same command again ends it");
            brokenOff.initCause(e);
            throw brokenOff;
        }
    }

    /** The provenance with the refill, which must come to the same when it is read. */
    private Optional<String> after(Refill refill) {
        Optional<String> after = provenance.map(before -> before.after(refill).toJson())
                .or(() -> surgery.map(before -> before.after(refill).toJson()));
        after.ifPresent(text -> {
            JsonObject document = JsonObject.parse(Provenance.FILE, text.getBytes(StandardCharsets.UTF_8));
            try {
                if (surgery.isPresent()) {
                    SurgeryProvenance.of(document);
                } else {
                    Provenance.of(document);
                }
            } catch (JsonException e) {
                throw new IllegalArgumentException(path + ": " + Checkpoints.CONFIG + " is not the one of "
                        + Provenance.FILE + ", by which the recipe makes other values: put that one back, or give an"
                        + " initialiser", e);
            }
        });
        return after;
    }

    private ModelPlan model() {
        return ModelPlan.of(config.orElseThrow(() -> new IllegalArgumentException(path + " has no "
                + Checkpoints.CONFIG + ", without which nothing tells layers and heads: choose by names")), null);
    }

    private static FillTask task(TensorProvenance tensor, FillTask.Target target, long offset) {
        TensorSpec spec = tensor.tensor();
        return new FillTask(spec, tensor.window(), tensor.parts(), tensor.stream(), target,
                offset);
    }

    private static void requireFits(TensorProvenance tensor) {
        try {
            task(tensor, new FillTask.Streamed((_, _) -> {}), 0);
        } catch (IllegalArgumentException e) {
            String name = tensor.tensor().name();
            String why = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(why.contains(name) ? why : "tensor '" + name + "': " + why, e);
        }
    }

    /** Writes down what is to be done, unless it stands there from a time before, when it was broken off. */
    private void begin(Path intent, Refill refill) throws IOException {
        String text = JsonWriter.write(refill.toJson()) + "\n";
        if (!Files.exists(intent)) {
            write(intent, text);
        } else if (!Files.readString(intent).equals(text)) {
            throw new IOException(
                    "cannot change " + path + ": another reinit of it was broken off and must be ended first, by the"
                            + " same command again; " + intent + " says which");
        }
    }

    private static void write(Path file, String text) throws IOException {
        MemorySegment bytes = MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
        AtomicFile.removeLeftovers(file);
        try (AtomicFile whole = AtomicFile.create(file, bytes.byteSize(), FileStrategy.WRITTEN, true)) {
            whole.write(0, bytes);
            whole.commit();
        }
    }
}
