// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.json.JsonException;
import io.goldilocks.model.ModelClasses;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.model.Role;
import io.goldilocks.tensor.TensorSpec;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A model in a folder in the layout of Hugging Face, open for reading: config and weights, in one file or many. The weights are
 * mapped, so the model may be larger than memory. Safe for any thread until it is closed.
 *
 * <p>A checkpoint may hold the names of the body with another module before them than its class would write, or with none, as
 * those of older libraries do.
 */
public final class BaseModel implements Closeable {
    /** The file of the config. */
    private static final String CONFIG = "config.json";

    private final Path folder;
    private final ModelConfig config;
    private final ModelPlan plan;
    private final StoredCheckpoint weights;
    private final String prefix;
    private final String storedPrefix;

    private BaseModel(Path folder, ModelConfig config, ModelPlan plan, StoredCheckpoint weights) {
        this.folder = folder;
        this.config = config;
        this.plan = plan;
        this.weights = weights;
        prefix = ModelClasses.prefix(config);
        storedPrefix = storedPrefix();
    }

    /**
     * Opens a model and checks that its config and its weights agree.
     *
     * @param folder the folder
     * @return the open model, to be closed
     * @throws IOException if a file is missing, malformed or cannot be read, or a reinit of the weights was broken off
     * @throws JsonException if the config is malformed
     * @throws IllegalArgumentException if a tensor is missing or has another shape than the config asks for, or the weights hold a
     *     head that the config does not ask for
     */
    public static BaseModel open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null,
                    "expected a folder that holds " + CONFIG + " and weights");
        }
        Optional<Path> underway = Reinit.underway(folder);
        if (underway.isPresent()) {
            throw new FileSystemException(underway.get().toString(), null,
                    "a reinit of this model is under way or was broken off, so that some values are old and some are new; end"
                            + " it by the same reinit again, then take the model");
        }
        ModelConfig config = ModelConfig.read(folder.resolve(CONFIG));
        StoredCheckpoint weights = StoredCheckpoint.open(folder);
        try {
            BaseModel model = of(folder, config, weights);
            model.requireAgreement();
            return model;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /**
     * Takes an open checkpoint for a model, whether its weights agree with the config or not.
     *
     * @param folder where it is
     * @param config its config
     * @param weights its weights, which the model closes if it is closed
     * @return the model
     * @throws JsonException if the config is malformed
     */
    public static BaseModel of(Path folder, ModelConfig config, StoredCheckpoint weights) {
        return new BaseModel(folder, config, ModelPlan.of(config, null), weights);
    }

    /**
     * Returns where the model is.
     *
     * @return the folder that was opened
     */
    public Path folder() {
        return folder;
    }

    /**
     * Returns the config.
     *
     * @return the config as it was read
     */
    public ModelConfig config() {
        return config;
    }

    /**
     * Returns what the config asks for.
     *
     * @return the plan
     */
    public ModelPlan plan() {
        return plan;
    }

    /**
     * Returns the weights.
     *
     * @return the open checkpoint, which this model closes
     */
    public StoredCheckpoint weights() {
        return weights;
    }

    /**
     * Finds the tensor of the weights that a planned one means.
     *
     * @param planned the name in the plan
     * @return the name in the weights, whether there is such a tensor or not
     */
    public String stored(String planned) {
        return planned.startsWith(prefix) ? storedPrefix + planned.substring(prefix.length()) : planned;
    }

    /** What stands before the names of the body, in the plan. */
    String prefix() {
        return prefix;
    }

    /** A tensor of the weights. */
    TensorSpec spec(String stored) {
        return weights.find(stored).orElseThrow(() -> missing(stored));
    }

    /** Its bytes. */
    MemorySegment data(String stored) {
        return weights.data(stored);
    }

    /** All bytes of the weights. */
    long byteSize() {
        return weights.tensors().stream().mapToLong(TensorSpec::byteSize).sum();
    }

    /** Unmaps the weights. */
    @Override
    public void close() {
        weights.close();
    }

    /** The body begins with the token embeddings, or whatever its inputs pass first. */
    private String storedPrefix() {
        String first = plan.tensors().getFirst().spec().name().substring(prefix.length());
        return Stream.concat(Stream.of(prefix, ""), ModelClasses.prefixes(config).stream())
                .filter(candidate -> weights.find(candidate + first).isPresent()).findFirst().orElse(prefix);
    }

    private void requireAgreement() {
        Set<String> known = new HashSet<>();
        for (PlannedTensor planned : plan.tensors()) {
            String name = stored(planned.spec().name());
            known.add(name);
            TensorSpec spec = spec(name);
            if (!spec.shape().equals(planned.spec().shape())) {
                throw new IllegalArgumentException(folder + ": tensor '" + name + "' has shape " + spec.shape()
                        + ": expected " + planned.spec().shape() + ", for which " + CONFIG + " asks");
            }
        }
        List<TensorSpec> others = weights.tensors().stream().filter(spec -> !known.contains(spec.name())).toList();
        plan.dimensions().vocab().ifPresent(vocab -> others.stream()
                .filter(spec -> spec.shape().rank() > 0 && spec.shape().extent(0) == vocab).findFirst()
                .ifPresent(spec -> {
                    throw new IllegalArgumentException(folder + ": tensor '" + spec.name()
                            + "' has a row for each of the "
                            + vocab + " tokens, but " + CONFIG
                            + " asks for no such tensor: if it is a head of its own, say"
                            + " \"tie_word_embeddings\": false there; if it is a copy of the embeddings, take it out");
                }));
    }

    private IllegalArgumentException missing(String name) {
        Optional<PlannedTensor> planned = plan.tensors().stream()
                .filter(tensor -> stored(tensor.spec().name()).equals(name)).findFirst();
        boolean head = planned.isPresent() && planned.get().place().role() == Role.HEAD
                && OptionalLong.of(planned.get().spec().shape().extent(0)).equals(plan.dimensions().vocab());
        return new IllegalArgumentException(folder + ": tensor '" + name + "' is missing, for which " + CONFIG + " asks"
                + (head
                        ? ": if the token embeddings serve for it too, say \"tie_word_embeddings\": true there"
                        : ", as a " + ModelClasses.name(config)));
    }
}
