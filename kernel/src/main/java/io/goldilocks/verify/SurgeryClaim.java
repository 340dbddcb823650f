// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.Checkpoints;
import io.goldilocks.TensorProvenance;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.json.JsonWriter;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.surgery.BaseModel;
import io.goldilocks.surgery.OldBytes;
import io.goldilocks.surgery.Outcome;
import io.goldilocks.surgery.SurgeryProvenance;
import io.goldilocks.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the provenance of a model that came out of another says that there is. */
final class SurgeryClaim {
    private final SurgeryProvenance provenance;
    private final BaseModel result;
    /** What the operation makes of the old model, if that is at hand. */
    private final Map<String, Outcome.Made> made = new HashMap<>();
    /** What the config asks for, by the names in the weights. */
    private final Map<String, PlannedTensor> planned = new HashMap<>();

    /** What was filled since. */
    private final Map<String, TensorProvenance> refilled;

    private SurgeryClaim(SurgeryProvenance provenance, BaseModel result, Optional<BaseModel> base) {
        this.provenance = provenance;
        this.result = result;
        refilled = provenance.refilled();
        base.ifPresent(old -> provenance.operation().on(old, provenance.randomness()).tensors()
                .forEach(tensor -> tensor.made().ifPresent(part -> made.put(tensor.spec().name(), part))));
        result.plan().tensors().forEach(tensor -> planned.put(result.stored(tensor.spec().name()), tensor));
    }

    /**
     * Takes the word of a provenance.
     *
     * @throws IllegalArgumentException if the operation does not fit the old model
     */
    static Claim of(SurgeryProvenance provenance, String version, StoredCheckpoint checkpoint,
            Optional<BaseModel> base) {
        ModelConfig config = provenance.operation().config(provenance.base());
        BaseModel result = BaseModel.of(checkpoint.folder(), config, checkpoint);
        SurgeryClaim claim = new SurgeryClaim(provenance, result, base);
        List<ClaimedTensor> tensors = new ArrayList<>();
        provenance.tensors().forEach(tensor -> tensors.add(claim.claimed(tensor)));
        Set<String> kept = provenance.tensors().stream()
                .filter(tensor -> tensor.kept().filter(old -> old.bytes() == tensor.spec().byteSize()).isPresent())
                .map(tensor -> tensor.spec().name()).collect(Collectors.toSet());
        return new Claim(tensors, Claim.written(provenance.metadata(), version),
                Map.of(Checkpoints.CONFIG, JsonWriter.write(config.root())), kept);
    }

    private ClaimedTensor claimed(SurgeryProvenance.Tensor tensor) {
        TensorSpec spec = tensor.spec();
        TensorProvenance since = refilled.get(spec.name());
        if (since != null) {
            return Claim.filled(since);
        }
        long bytes = tensor.kept().map(OldBytes::bytes).orElse(0L);
        // Of a tensor that is missing or another one, that alone is told.
        boolean there = result.weights().find(spec.name()).equals(Optional.of(spec));
        boolean isMade = there && bytes < spec.byteSize();
        Optional<ClaimedTensor.Filled> made = isMade ? made(spec, bytes) : Optional.empty();
        if (isMade && made.isEmpty()) {
            return new ClaimedTensor.Unknown(spec);
        }
        return tensor.kept().isEmpty() && made.isPresent()
                ? made.get()
                : new ClaimedTensor.Kept(spec, bytes, tensor.kept().map(OldBytes::sha256).orElse(""), made);
    }

    /** What was made of a tensor, again from the result alone if that holds enough; nothing if it takes the old model. */
    private Optional<ClaimedTensor.Filled> made(TensorSpec spec, long kept) {
        return Optional.ofNullable(planned.get(spec.name()))
                .flatMap(tensor -> provenance.operation().again(result, tensor, kept))
                .or(() -> Optional.ofNullable(made.get(spec.name())))
                .map(part -> new ClaimedTensor.Filled(spec, part.window(), part.parts(),
                        provenance.randomness().stream(spec.name())));
    }
}
