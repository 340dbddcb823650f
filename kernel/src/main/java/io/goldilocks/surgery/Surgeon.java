// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.Checkpoints;
import io.goldilocks.Provenance;
import io.goldilocks.checkpoint.SafetensorsFile;
import io.goldilocks.checkpoint.StoredTensor;
import io.goldilocks.json.JsonWriter;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.save.CheckpointJob;
import io.goldilocks.save.CheckpointWriter;
import io.goldilocks.save.NewTensor;
import io.goldilocks.save.SavedCheckpoint;
import io.goldilocks.save.Source;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/**
 * Does operations on models, and writes what they become. What is kept is hashed and copied as it lies in the old files, so a model
 * may be larger than memory.
 *
 * @param writer writes the checkpoint
 * @param threads how many threads hash, at least 1; the bits do not depend on it
 * @param link whether files all of whose tensors are kept become hard links to those of the old model, where the file system lets
 *     them; what changes such a file in its place then changes both models
 */
public record Surgeon(CheckpointWriter writer, int threads, boolean link) {
    /**
     * Makes a folder that the Hugging Face libraries load: weights and {@value Checkpoints#CONFIG}, and beside them
     * {@value Provenance#FILE}.
     *
     * @param base the old model, which stays as it is
     * @param operation what is done
     * @param seed the seed of what is new
     * @param folder the folder of the new model; made if it is not there
     * @return what was planned and written
     * @throws IOException as {@link CheckpointWriter#write} does; or if the folder is that of the old model
     * @throws CancellationException if the thread is interrupted
     * @throws IllegalArgumentException if the operation does not fit the model; nothing is written then
     */
    public Result operate(BaseModel base, Operation operation, long seed, Path folder) throws IOException {
        if (Files.isDirectory(folder) && Files.isSameFile(folder, base.folder())) {
            throw new IllegalArgumentException(
                    folder + " is the old model, which stays as it is: choose another folder");
        }
        Outcome outcome = operation.on(base, seed);
        SurgeryProvenance provenance = new SurgeryProvenance(operation, seed, base.config(), recorded(base, outcome));
        List<NewTensor> tensors = outcome.tensors().stream().map(tensor -> newTensor(base, tensor, seed)).toList();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(Provenance.FILE, provenance.toJson());
        // Last: without it no library takes the folder for a model.
        texts.put(Checkpoints.CONFIG, JsonWriter.write(outcome.config().root()) + "\n");
        return new Result(outcome, writer.write(new CheckpointJob(Checkpoints.BASE_NAME, tensors, provenance.metadata(),
                texts, Set.of(Checkpoints.MULTIPLIERS), link ? unchanged(base, outcome) : List.of()), folder));
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
     * @param saved what was written
     */
    public record Result(Outcome outcome, SavedCheckpoint saved) {}

    private static NewTensor newTensor(BaseModel base, Outcome.Tensor tensor, long seed) {
        List<Source> sources = new ArrayList<>();
        tensor.kept().ifPresent(kept -> sources.add(new Source.Copy(bytes(base, kept))));
        tensor.made().ifPresent(made -> sources.add(new Source.Fill(made.window(), made.parts(),
                TensorStream.of(seed, tensor.spec().name()))));
        return new NewTensor(tensor.spec(), sources);
    }

    private static MemorySegment bytes(BaseModel base, Outcome.Kept kept) {
        return base.data(kept.source()).asSlice(0, kept.bytes());
    }

    /** Copies of one tensor, as experts are, are hashed once. */
    private List<SurgeryProvenance.Tensor> recorded(BaseModel base, Outcome outcome) {
        List<Outcome.Kept> kept = outcome.tensors().stream().flatMap(tensor -> tensor.kept().stream()).distinct()
                .toList();
        List<String> hashes = Digests.sha256(kept.stream().map(part -> bytes(base, part)).toList(), threads);
        Map<Outcome.Kept, SurgeryProvenance.Kept> recorded = new HashMap<>();
        for (int i = 0; i < kept.size(); i++) {
            Outcome.Kept part = kept.get(i);
            recorded.put(part, new SurgeryProvenance.Kept(part.source(), part.bytes(), hashes.get(i)));
        }
        return outcome.tensors().stream()
                .map(tensor -> new SurgeryProvenance.Tensor(tensor.spec(), tensor.kept().map(recorded::get))).toList();
    }
}
