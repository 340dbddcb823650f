// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model on which an adapter is put that begins as part of its weights: those weights without their adapters, and all else as it
 * was.
 */
public final class ResidualBase implements Operation {
    static final String NAME = "lora-residual";

    private final LoraOptions adapter;
    /** What has been calculated already for an adapter, by the names of the weights. */
    private final Map<String, Residual> calculated;

    /**
     * Describes the model.
     *
     * @param adapter the adapter that is put on it
     * @throws IllegalArgumentException if the adapter leaves the base as it is
     */
    public ResidualBase(LoraOptions adapter) {
        this(adapter, Map.of());
    }

    ResidualBase(LoraOptions adapter, Map<String, Residual> calculated) {
        if (!adapter.init().changesBase()) {
            throw new IllegalArgumentException("initialiser " + adapter.init() + " leaves the base as it is: expected "
                    + LoraInit.PISSA + " or " + LoraInit.OLORA);
        }
        this.adapter = adapter;
        this.calculated = calculated;
    }

    /**
     * Reads what {@link #options} has written.
     *
     * @throws JsonException if it is malformed
     */
    static ResidualBase of(JsonObject options) {
        return new ResidualBase(LoraOptions.of(options));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonValue.Fields options() {
        return adapter.json();
    }

    @Override
    public ModelConfig config(ModelConfig base) {
        return base;
    }

    @Override
    public Outcome on(BaseModel base, Randomness randomness) {
        Map<String, Residual> residuals = calculated.isEmpty()
                ? residuals(base, LoraTargets.of(base.plan(), adapter), adapter)
                : calculated;
        List<Outcome.Tensor> tensors = new ArrayList<>();
        for (TensorSpec spec : base.weights().tensors()) {
            Residual residual = residuals.get(spec.name());
            tensors.add(residual == null
                    ? Outcome.Tensor.kept(spec, spec.name())
                    : Outcome.Tensor.calculated(spec, residual, spec));
        }
        return new Outcome(base.config(), tensors, List.of());
    }

    /** Nothing: what is left of a weight cannot be made again without it. */
    @Override
    public Optional<Outcome.Made> again(BaseModel result, PlannedTensor tensor, long kept) {
        return Optional.empty();
    }

    /** What is left of each weight, by the weight's name in the file. */
    static Map<String, Residual> residuals(BaseModel base, LoraTargets targets, LoraOptions options) {
        Map<String, Residual> residuals = new LinkedHashMap<>();
        for (LoraTarget target : targets.modules()) {
            if (!target.isEmbedding()) {
                String stored = base.stored(target.weight().spec().name());
                StoredMatrix weight = StoredMatrix.of(base.spec(stored), base.data(stored), target.isTransposed());
                residuals.put(stored, new Residual(target, weight, options));
            }
        }
        return residuals;
    }
}
