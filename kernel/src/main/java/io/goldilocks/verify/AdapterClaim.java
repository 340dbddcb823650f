// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.json.JsonObject;
import io.goldilocks.surgery.AdapterFactor;
import io.goldilocks.surgery.AdapterProvenance;
import io.goldilocks.surgery.BaseModel;
import io.goldilocks.tensor.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the provenance of an adapter says that there is. */
final class AdapterClaim {
    private static final String MODEL = "base_model_name_or_path";

    private AdapterClaim() {}

    /**
     * Takes the word of a provenance.
     *
     * @throws IOException if a document cannot be read
     * @throws IllegalArgumentException as {@link AdapterProvenance#factors} does
     */
    static Claim of(AdapterProvenance provenance, String version, StoredCheckpoint checkpoint,
            Optional<BaseModel> model, Filler filler, Progress progress) throws IOException {
        List<ClaimedTensor> tensors = provenance
                .factors(spec -> checkpoint.find(spec.name()).equals(Optional.of(spec)), model, filler, progress)
                .stream()
                .map(factor -> claimed(factor, provenance)).toList();
        Path file = checkpoint.folder().resolve(AdapterProvenance.PEFT_CONFIG);
        // Where the model lies may change, and the file with it.
        String place = Files.exists(file) ? JsonObject.read(file).optionalText(MODEL).orElse("") : "";
        return new Claim(tensors, Claim.written(provenance.metadata(), version),
                Map.of(AdapterProvenance.PEFT_CONFIG, provenance.peftConfig(place)));
    }

    private static ClaimedTensor claimed(AdapterFactor factor, AdapterProvenance provenance) {
        return factor.parts().<ClaimedTensor>map(
                parts -> new ClaimedTensor.Filled(factor.spec(), Slice.whole(factor.spec().shape()), parts,
                        provenance.randomness().stream(factor.spec().name())))
                .orElseGet(() -> new ClaimedTensor.Unknown(factor.spec()));
    }
}
