// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.Checkpoints;
import io.goldilocks.Provenance;
import io.goldilocks.TensorProvenance;
import io.goldilocks.checkpoint.SafetensorsFile;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.json.JsonObject;
import io.goldilocks.surgery.AdapterProvenance;
import io.goldilocks.surgery.BaseModel;
import io.goldilocks.surgery.SurgeryProvenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the provenance of a checkpoint says that there is, to the bit. Immutable.
 *
 * @param tensors the tensors, in the plan's order
 * @param metadata what the header of every file says
 * @param documents the JSON documents beside the weights, by the names of their files
 * @param kept the names of tensors that were kept whole of an old model: a file of nothing else has that one's header
 */
public record Claim(List<ClaimedTensor> tensors, Map<String, String> metadata, Map<String, String> documents,
        Set<String> kept) {
    /** Copies the collections. */
    public Claim {
        kept = Set.copyOf(kept);
        tensors = List.copyOf(tensors);
        metadata = Map.copyOf(metadata);
        documents = Map.copyOf(documents);
    }

    /**
     * Looks for what an open checkpoint says of itself: a {@value Provenance#FILE} beside it, or the header of a lone tensor's file.
     *
     * @param checkpoint the checkpoint
     * @param base the old model, if the checkpoint came out of another and not all can be made again without it; it stays open as
     *     long as the claim is used
     * @param filler calculates what must be known beforehand, as the factors of an adapter
     * @param progress hears of the bytes of the old model that are read for that, by several threads, one at a time
     * @return what must be there, or nothing if it says nothing
     * @throws IOException if the provenance cannot be read
     * @throws IllegalArgumentException if it is malformed, this version cannot make the checkpoint again, or the base is not the
     *     model that it came out of
     */
    public static Optional<Claim> find(StoredCheckpoint checkpoint, Optional<BaseModel> base, Filler filler,
            Progress progress) throws IOException {
        Path provenance = checkpoint.folder().resolve(Provenance.FILE);
        if (checkpoint.isWhole() && Files.exists(provenance)) {
            JsonObject document = JsonObject.read(provenance);
            if (AdapterProvenance.is(document)) {
                return Optional.of(AdapterClaim.of(AdapterProvenance.of(document), document.text("version"), checkpoint,
                        base, filler, progress));
            }
            if (SurgeryProvenance.is(document)) {
                SurgeryProvenance surgery = SurgeryProvenance.of(document);
                base.ifPresent(model -> surgery.requireBase(model, filler.threads(), progress));
                return Optional.of(SurgeryClaim.of(surgery, document.text("version"), checkpoint, base));
            }
            return Optional.of(of(Provenance.of(document), document.text("version")));
        }
        if (checkpoint.files().size() != 1) {
            return Optional.empty();
        }
        SafetensorsFile file = checkpoint.files().getFirst();
        return TensorProvenance.of(file)
                .map(lone -> of(lone, String.valueOf(file.metadata().get(Provenance.VERSION_KEY))));
    }

    /**
     * Takes the word of a whole checkpoint.
     *
     * @param provenance what stands beside it
     * @param version the version that has written it
     * @return what must be there
     */
    public static Claim of(Provenance provenance, String version) {
        List<ClaimedTensor> tensors = provenance.tensors().stream().map(Claim::filled).toList();
        Map<String, String> documents = new LinkedHashMap<>();
        documents.put(Checkpoints.CONFIG, provenance.config().toJson(provenance.plan().dtype()));
        if (!provenance.applied().multipliers().isEmpty()) {
            documents.put(Checkpoints.MULTIPLIERS,
                    provenance.applied().multipliers().toJson(provenance.applied().recipe().name()));
        }
        return new Claim(tensors, written(provenance.metadata(), version), documents);
    }

    /**
     * Takes the word of a lone tensor's file.
     *
     * @param provenance what its header says
     * @param version the version that has written it
     * @return what must be there
     */
    public static Claim of(TensorProvenance provenance, String version) {
        return new Claim(List.of(filled(provenance)), written(provenance.metadata(), version), Map.of());
    }

    /**
     * Makes everything again and compares every bit.
     *
     * @param checkpoint the open checkpoint; the documents are looked for in its folder
     * @param filler the engine that makes the values
     * @param progress hears of the bytes compared
     * @return what differs
     * @throws IOException if a document cannot be read
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public Verdict compare(StoredCheckpoint checkpoint, Filler filler, Progress progress) throws IOException {
        return new Regeneration(checkpoint, this).run(filler, progress);
    }

    /** Makes the claim of what came out of no other. */
    Claim(List<ClaimedTensor> tensors, Map<String, String> metadata, Map<String, String> documents) {
        this(tensors, metadata, documents, Set.of());
    }

    /** Whether a file may be one of an old model: all it holds was kept. */
    boolean mayBeShared(SafetensorsFile file) {
        return !kept.isEmpty() && file.tensors().stream().allMatch(tensor -> kept.contains(tensor.spec().name()));
    }

    static ClaimedTensor filled(TensorProvenance made) {
        return new ClaimedTensor.Filled(made.tensor(), made.window(), made.parts(),
                made.stream());
    }

    /** A later version makes the same bits and states itself. */
    static Map<String, String> written(Map<String, String> metadata, String version) {
        Map<String, String> written = new LinkedHashMap<>(metadata);
        written.put(Provenance.VERSION_KEY, version);
        return written;
    }
}
