// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.checkpoint.SafetensorsFile;
import io.goldilocks.checkpoint.ShardIndex;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.surgery.Digests;
import io.goldilocks.surgery.Stages;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a checkpoint again from what its provenance says, and compares every bit. No tensor is held in memory: what is made
 * stays in the cache of the thread that made it until it is compared.
 */
final class Regeneration {
    private final StoredCheckpoint checkpoint;
    private final Claim claim;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> unchecked = new LinkedHashSet<>();

    Regeneration(StoredCheckpoint checkpoint, Claim claim) {
        this.checkpoint = checkpoint;
        this.claim = claim;
    }

    Verdict run(Filler filler, Progress progress) throws IOException {
        Finding.ofReinit(checkpoint).ifPresent(findings::add);
        checkpoint.files().stream().filter(file -> !claim.mayBeShared(file)).forEach(this::compareMetadata);
        checkpoint.index().ifPresent(this::compareTotals);
        for (Map.Entry<String, String> document : claim.documents().entrySet()) {
            compareDocument(document.getKey(), document.getValue());
        }
        TensorDifference.findExtra(checkpoint, claim.tensors().stream().map(ClaimedTensor::stored).toList(), findings);
        compareValues(filler, progress);
        List<TensorSpec> checked = checkpoint.tensors().stream().filter(tensor -> !unchecked.contains(tensor.name()))
                .toList();
        return new Verdict(findings, List.copyOf(unchecked), checked.size(),
                checked.stream().mapToLong(TensorSpec::byteSize).sum());
    }

    private void compareValues(Filler filler, Progress progress) throws IOException {
        List<Comparison> comparisons = new ArrayList<>();
        List<FillTask> tasks = new ArrayList<>();
        List<ClaimedTensor.Kept> hashed = new ArrayList<>();
        for (ClaimedTensor claimed : claim.tensors()) {
            TensorSpec expected = claimed.stored();
            Optional<TensorSpec> stored = checkpoint.find(expected.name());
            if (TensorDifference.find(expected, stored, findings) && stored.equals(Optional.of(expected))) {
                switch (claimed) {
                    case ClaimedTensor.Filled filled -> tasks.add(task(filled, 0, comparisons));
                    case ClaimedTensor.Kept kept -> {
                        hashed.add(kept);
                        kept.rest().ifPresent(rest -> tasks.add(task(rest, kept.bytes(), comparisons)));
                    }
                    case ClaimedTensor.Unknown unknown -> unchecked.add(unknown.stored().name());
                }
            }
        }
        long filled = tasks.stream().mapToLong(FillTask::byteSize).sum();
        long kept = hashed.stream().mapToLong(ClaimedTensor.Kept::bytes).sum();
        filler.fill(tasks, Stages.within(progress, 0, kept));
        comparisons.forEach(comparison -> comparison.finding().ifPresent(findings::add));
        compareHashes(hashed, filler.threads(), Stages.within(progress, filled, 0));
    }

    private FillTask task(ClaimedTensor.Filled filled, long offset, List<Comparison> comparisons) {
        TensorSpec stored = filled.stored();
        Comparison comparison = new Comparison(stored, filled.window(),
                (at, target) -> checkpoint.read(stored.name(), offset + at, target));
        comparisons.add(comparison);
        return filled.again(new FillTask.Streamed(comparison));
    }

    private void compareHashes(List<ClaimedTensor.Kept> hashed, int threads, Progress progress) {
        List<String> found = Digests.sha256(hashed.stream()
                .map(kept -> checkpoint.data(kept.stored().name()).asSlice(0, kept.bytes())).toList(), threads,
                progress);
        for (int i = 0; i < hashed.size(); i++) {
            ClaimedTensor.Kept kept = hashed.get(i);
            if (!found.get(i).equals(kept.sha256())) {
                findings.add(new Finding(Finding.Kind.VALUES, kept.stored().name(), "SHA-256 " + kept.sha256(),
                        found.get(i), "of the " + kept.bytes() + " bytes that were kept of the old model"));
            }
        }
    }

    private void compareMetadata(SafetensorsFile file) {
        TreeSet<String> keys = new TreeSet<>(claim.metadata().keySet());
        keys.addAll(file.metadata().keySet());
        for (String key : keys) {
            String expected = claim.metadata().get(key);
            String found = file.metadata().get(key);
            if (expected == null || !expected.equals(found)) {
                findings.add(new Finding(Finding.Kind.METADATA, String.valueOf(file.path().getFileName()),
                        "metadata " + key + (expected == null ? " nowhere" : " = " + expected),
                        found == null ? "none" : found, ""));
            }
        }
    }

    /** The reader has compared the size, if it is stated, with what is there; of the parameters it knows only the most there may be. */
    private void compareTotals(ShardIndex index) {
        List<TensorSpec> claimed = claim.tensors().stream().map(ClaimedTensor::stored).toList();
        compareTotal("total_parameters", claimed.stream().mapToLong(tensor -> tensor.shape().elementCount()).sum(),
                index.totalParameters());
        compareTotal("total_size", claimed.stream().mapToLong(TensorSpec::byteSize).sum(), index.totalSize());
    }

    private void compareTotal(String name, long expected, OptionalLong found) {
        if (!found.equals(OptionalLong.of(expected))) {
            findings.add(new Finding(Finding.Kind.DOCUMENT, ShardIndex.FILE, name + " " + expected,
                    found.isPresent() ? String.valueOf(found.getAsLong()) : "none", ""));
        }
    }

    private void compareDocument(String name, String text) throws IOException {
        Path file = checkpoint.folder().resolve(name);
        if (!Files.exists(file)) {
            findings.add(new Finding(Finding.Kind.DOCUMENT, name, "a document", "none", ""));
            return;
        }
        JsonValue.Fields expected = JsonObject.parse(name, text.getBytes(StandardCharsets.UTF_8)).root();
        JsonValue.Fields found = JsonObject.read(file).root();
        TreeSet<String> fields = new TreeSet<>(expected.fields().keySet());
        fields.addAll(found.fields().keySet());
        for (String field : fields) {
            JsonValue ours = expected.fields().get(field);
            JsonValue theirs = found.fields().get(field);
            if (ours == null || !ours.equals(theirs)) {
                findings.add(new Finding(Finding.Kind.DOCUMENT, name,
                        "field '" + field + "' " + (ours == null ? "nowhere" : "to be " + ours.describe()),
                        theirs == null ? "none" : theirs.describe(), ""));
            }
        }
    }
}
