// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.Provenance;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.surgery.SurgeryProvenance;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a plan or of a checkpoint, for a comparison. Closed, it gives up the checkpoint.
 *
 * @param source what the tensors were read from
 * @param entries the tensors by name, in order
 * @param checkpoint the open checkpoint that the data lies in, if it is one
 */
record TensorListing(String source, Map<String, Entry> entries, Optional<StoredCheckpoint> checkpoint)
        implements
            Closeable {
    /** The plan of the largest model takes some tens of megabytes. */
    private static final int MAX_BYTES = 256 << 20;

    /**
     * One tensor.
     *
     * @param spec what it is
     * @param layout what its axes mean, if that is known
     * @param initializer its initialiser in the written form, if that is known
     * @param data its elements, if it is one of a file
     */
    record Entry(TensorSpec spec, Optional<String> layout, Optional<String> initializer,
            Optional<MemorySegment> data) {}

    private static final class Builder {
        private final Map<String, Entry> entries = new LinkedHashMap<>();

        void add(Entry entry) {
            entries.put(entry.spec().name(), entry);
        }
    }

    /** Lists a plan. */
    static TensorListing of(String source, ModelPlan plan) {
        Builder builder = new Builder();
        plan.tensors().forEach(tensor -> builder.add(new Entry(tensor.spec(), Optional.of(tensor.layout().toString()),
                Optional.of(tensor.initializer().toString()), Optional.empty())));
        return new TensorListing(source, builder.entries, Optional.empty());
    }

    /** Tells whether a path is that of stored tensors: a safetensors file, or a folder that holds such, or an adapter. */
    static boolean isCheckpoint(Path path) {
        return Files.isDirectory(path)
                ? StoredCheckpoint.isIn(path) || Files.exists(path.resolve(StoredCheckpoint.ADAPTER))
                : path.toString().endsWith(".safetensors");
    }

    /** Lists stored tensors, with their initialisers if a {@code goldilocks.json} beside them tells. */
    static TensorListing ofCheckpoint(Path path) throws IOException {
        Path provenance = path.resolve(Provenance.FILE);
        Optional<JsonObject> document = Files.isRegularFile(provenance)
                ? Optional.of(JsonObject.read(provenance))
                : Optional.empty();
        // What was kept of another model, or calculated from it, has no initialiser.
        Map<String, Entry> planned = document.filter(made -> !SurgeryProvenance.is(made))
                .map(made -> of(path.toString(), Provenance.of(made).plan()).entries).orElse(Map.of());
        StoredCheckpoint checkpoint = CheckpointArgument.open(path);
        Builder builder = new Builder();
        for (TensorSpec spec : checkpoint.tensors()) {
            Optional<Entry> plan = Optional.ofNullable(planned.get(spec.name()));
            builder.add(new Entry(spec, plan.flatMap(Entry::layout), plan.flatMap(Entry::initializer),
                    Optional.of(checkpoint.data(spec.name()))));
        }
        return new TensorListing(path.toString(), builder.entries, Optional.of(checkpoint));
    }

    /** Lists a document: a plan as {@code init --dry-run --json} prints it, or a checkpoint's provenance. */
    static Optional<TensorListing> ofDocument(Path file) throws IOException {
        JsonObject document = JsonObject.read(file, MAX_BYTES);
        if (document.find("plan_sha256").isPresent() && document.find("config").isPresent()
                && document.find("tensors").isEmpty()) {
            return Optional.of(of(file.toString(), Provenance.of(document).plan()));
        }
        if (SurgeryProvenance.is(document)) {
            Builder builder = new Builder();
            SurgeryProvenance.of(document).tensors().forEach(tensor -> builder
                    .add(new Entry(tensor.spec(), Optional.empty(), Optional.empty(), Optional.empty())));
            return Optional.of(new TensorListing(file.toString(), builder.entries, Optional.empty()));
        }
        if (document.find("tensors").isEmpty()) {
            return Optional.empty();
        }
        Builder builder = new Builder();
        for (JsonObject tensor : document.objects("tensors")) {
            TensorSpec spec = new TensorSpec(tensor.text("name"), shape(tensor), dtype(tensor));
            builder.add(new Entry(spec, tensor.optionalText("layout"), tensor.optionalText("initializer"),
                    Optional.empty()));
        }
        return Optional.of(new TensorListing(file.toString(), builder.entries, Optional.empty()));
    }

    /** Fails if a file was cut short since it was opened. */
    void requireUncut() throws IOException {
        if (checkpoint.isPresent()) {
            checkpoint.get().requireUncut();
        }
    }

    @Override
    public void close() {
        checkpoint.ifPresent(StoredCheckpoint::close);
    }

    private static DType dtype(JsonObject tensor) {
        String name = tensor.text("dtype");
        try {
            return DType.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw tensor.invalid("dtype", "is unknown: found '" + name + "'");
        }
    }

    private static Shape shape(JsonObject tensor) {
        JsonValue found = tensor.find("shape")
                .orElseThrow(() -> tensor.invalid("shape", "is missing: expected a list of whole numbers"));
        try {
            if (found instanceof JsonValue.Items(List<JsonValue> items)) {
                return Shape.of(items.stream().mapToLong(TensorListing::extent).toArray());
            }
        } catch (IllegalArgumentException e) {
            // Reported with every other value that is no shape.
        }
        throw tensor.unexpected("shape", "a list of whole numbers, none below 0", found);
    }

    private static long extent(JsonValue value) {
        return value instanceof JsonValue.Num(String text) ? Long.parseLong(text) : -1;
    }
}
