// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.Checkpoints;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.json.JsonWriter;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.surgery.BaseModel;
import io.goldilocks.surgery.Outcome;
import io.goldilocks.surgery.SurgeryProvenance;
import io.goldilocks.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the provenance of a model that came out of another says that there is. */
final class SurgeryClaim {
    private final SurgeryProvenance provenance;
    private final BaseModel result;
    /** What the config asks for, by the names in the weights. */
    private final Map<String, PlannedTensor> planned = new HashMap<>();

    private SurgeryClaim(SurgeryProvenance provenance, BaseModel result) {
        this.provenance = provenance;
        this.result = result;
        result.plan().tensors().forEach(tensor -> planned.put(result.stored(tensor.spec().name()), tensor));
    }

    /**
     * Takes the word of a provenance.
     *
     * @throws IllegalArgumentException if something was made of which the result alone does not tell how
     */
    static Claim of(SurgeryProvenance provenance, String version, StoredCheckpoint checkpoint) {
        ModelConfig config = provenance.operation().config(provenance.base());
        BaseModel result = BaseModel.of(checkpoint.folder(), config, checkpoint);
        SurgeryClaim claim = new SurgeryClaim(provenance, result);
        List<ClaimedTensor> tensors = new ArrayList<>();
        provenance.tensors().forEach(tensor -> tensors.add(claim.claimed(tensor)));
        return new Claim(tensors, Claim.written(provenance.metadata(), version),
                Map.of(Checkpoints.CONFIG, JsonWriter.write(config.root())));
    }

    private ClaimedTensor claimed(SurgeryProvenance.Tensor tensor) {
        TensorSpec spec = tensor.spec();
        long bytes = tensor.kept().map(SurgeryProvenance.Kept::bytes).orElse(0L);
        // Of a tensor that is missing or another one, that alone is told.
        boolean there = result.weights().find(spec.name()).equals(Optional.of(spec));
        Optional<ClaimedTensor.Filled> rest = there && bytes < spec.byteSize()
                ? Optional.of(made(spec, bytes))
                : Optional.empty();
        return tensor.kept().isEmpty() && rest.isPresent()
                ? rest.get()
                : new ClaimedTensor.Kept(spec, bytes, tensor.kept().map(SurgeryProvenance.Kept::sha256).orElse(""),
                        rest);
    }

    private ClaimedTensor.Filled made(TensorSpec spec, long kept) {
        PlannedTensor tensor = planned.get(spec.name());
        Optional<Outcome.Made> made = tensor == null
                ? Optional.empty()
                : provenance.operation().again(result, tensor, kept);
        if (made.isEmpty()) {
            throw new IllegalArgumentException(
                    "tensor '" + spec.name() + "' was made from a tensor of the old model, which"
                            + " this one does not hold: do the same " + provenance.operation().name()
                            + " on the old model again and compare with diff");
        }
        return new ClaimedTensor.Filled(spec, made.get().window(), made.get().parts(),
                TensorStream.of(provenance.seed(), spec.name()));
    }
}
