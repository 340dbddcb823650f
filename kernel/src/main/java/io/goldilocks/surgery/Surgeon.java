// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.Checkpoints;
import io.goldilocks.Provenance;
import io.goldilocks.checkpoint.SafetensorsFile;
import io.goldilocks.checkpoint.StoredTensor;
import io.goldilocks.fill.Progress;
import io.goldilocks.json.JsonWriter;
import io.goldilocks.save.CheckpointJob;
import io.goldilocks.save.CheckpointWriter;
import io.goldilocks.save.NewTensor;
import io.goldilocks.save.SavedCheckpoint;
import io.goldilocks.save.Source;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Does operations on models, and writes what they become. What is kept is hashed and copied as it lies in the old files, so a model
 * may be larger than memory.
 *
 * {@snippet :
 * try (Filler filler = new Filler(); BaseModel model = BaseModel.open(Path.of("my-llama"))) {
 *     var checkpoints = new Checkpoints(filler, SaveOptions.DEFAULTS, Progress.NONE);
 *     var head = new HeadAddition("sequence-classification", List.of("no", "yes"), false);
 *     new Surgeon(checkpoints, false).operate(model, head, new Randomness(42), Path.of("classifier"));
 * }
 * }
 *
 * @param checkpoints how the files are written, and who fills and hashes; the bits do not depend on it
 * @param link whether files all of whose tensors are kept become hard links to those of the old model, where the file system lets
 *     them; what changes such a file in its place then changes both models
 */
public record Surgeon(Checkpoints checkpoints, boolean link) {
    /**
     * Makes a folder that the Hugging Face libraries load: weights and {@value Checkpoints#CONFIG}, and beside them
     * {@value Provenance#FILE}.
     *
     * @param base the old model, which stays as it is
     * @param operation what is done
     * @param randomness what is drawn is made of
     * @param folder the folder of the new model; made if it is not there
     * @return what was planned and written
     * @throws IOException as {@link CheckpointWriter#write} does; or if the folder is that of the old model
     * @throws CancellationException if the thread is interrupted
     * @throws IllegalArgumentException if the operation does not fit the model; nothing is written then
     */
    public Result operate(BaseModel base, Operation operation, Randomness randomness, Path folder) throws IOException {
        if (Files.isDirectory(folder) && Files.isSameFile(folder, base.folder())) {
            throw new IllegalArgumentException(
                    folder + " is the old model, which stays as it is: choose another folder");
        }
        Outcome outcome = operation.on(base, randomness);
        SurgeryProvenance provenance = provenance(base, operation, randomness, outcome);
        List<NewTensor> tensors = outcome.tensors().stream().map(tensor -> newTensor(base, tensor, randomness))
                .toList();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(Provenance.FILE, provenance.toJson());
        // Last: without it no library takes the folder for a model.
        texts.put(Checkpoints.CONFIG, JsonWriter.write(outcome.config().root()) + "\n");
        CheckpointJob job = new CheckpointJob(Checkpoints.BASE_NAME, tensors, provenance.metadata(), texts,
                Set.of(Checkpoints.MULTIPLIERS), link ? unchanged(base, outcome) : List.of());
        Progress writing = Stages.within(checkpoints.progress(), hashedBytes(outcome), 0);
        return new Result(outcome, provenance,
                new Checkpoints(checkpoints.filler(), checkpoints.options(), writing).writer().write(job, folder));
    }

    /** The old files of which every tensor is kept whole and under its name. */
    private static List<SafetensorsFile> unchanged(BaseModel base, Outcome outcome) {
        Set<TensorSpec> kept = outcome.tensors().stream().filter(tensor -> tensor.equals(
                Outcome.Tensor.kept(tensor.spec(), tensor.spec().name()))).map(Outcome.Tensor::spec)
                .collect(Collectors.toSet());
        return base.weights().files().stream()
                .filter(file -> file.tensors().stream().map(StoredTensor::spec).allMatch(kept::contains)).toList();
    }

    /**
     * What was done.
     *
     * @param outcome what was planned
     * @param provenance what was recorded
     * @param saved what was written
     */
    public record Result(Outcome outcome, SurgeryProvenance provenance, SavedCheckpoint saved) {}

    private static NewTensor newTensor(BaseModel base, Outcome.Tensor tensor, Randomness randomness) {
        List<Source> sources = new ArrayList<>();
        tensor.kept()
                .ifPresent(kept -> sources.add(new Source.Copy(base.data(kept.source()).asSlice(0, kept.bytes()))));
        tensor.made().ifPresent(made -> sources.add(new Source.Fill(made.window(), made.parts(),
                randomness.stream(tensor.spec().name()))));
        return new NewTensor(tensor.spec(), sources);
    }

    private SurgeryProvenance provenance(BaseModel base, Operation operation, Randomness randomness, Outcome outcome) {
        List<Outcome.Kept> hashed = hashed(outcome);
        Progress hashing = Stages.within(checkpoints.progress(), 0, outcome.byteSize());
        List<OldBytes> hashes = OldBytes.of(base, hashed, checkpoints.filler().threads(), hashing);
        Map<Outcome.Kept, OldBytes> known = new LinkedHashMap<>();
        for (int i = 0; i < hashed.size(); i++) {
            known.put(hashed.get(i), hashes.get(i));
        }
        return new SurgeryProvenance(operation, randomness, base.config(), outcome.tensors().stream()
                .map(tensor -> new SurgeryProvenance.Tensor(tensor.spec(), tensor.kept().map(known::get))).toList(),
                sources(outcome).distinct().map(known::get).toList(), List.of());
    }

    /** What is kept, and what else something is calculated from; copies of one tensor, as experts are, once. */
    private static List<Outcome.Kept> hashed(Outcome outcome) {
        return Stream.concat(outcome.tensors().stream().flatMap(tensor -> tensor.kept().stream()), sources(outcome))
                .distinct().toList();
    }

    private static Stream<Outcome.Kept> sources(Outcome outcome) {
        return outcome.tensors().stream().flatMap(tensor -> tensor.made().stream())
                .flatMap(made -> made.source().stream());
    }

    private static long hashedBytes(Outcome outcome) {
        return hashed(outcome).stream().mapToLong(Outcome.Kept::bytes).sum();
    }
}
