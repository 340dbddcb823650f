// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Another number of tokens: every tensor that has a row for each of them grows, or shrinks, at its end, and so does
 * {@code vocab_size}. The old rows keep their bits.
 *
 * @param size how many tokens there are to be
 * @param method how the rows of new tokens begin
 * @param sources new tokens whose rows are means of old ones instead
 * @param excluded old rows that do not count for mean and covariance, such as those of padding or unused tokens
 * @param shrink whether there may be fewer tokens than before
 */
public record VocabularyExtension(long size, RowMethod method, TokenSources sources, List<Slice.Range> excluded,
        boolean shrink) implements Operation {
    static final String NAME = "extend-vocab";

    private static final String FIELD = "vocab_size";

    /** Copies the list. */
    public VocabularyExtension {
        excluded = List.copyOf(excluded);
    }

    /**
     * Rounds a number of tokens up.
     *
     * @param size the number
     * @param multiple what the result is to be a multiple of, at least 1
     * @return the least such number that is not below {@code size}
     */
    public static long padded(long size, long multiple) {
        return Math.multiplyExact(Math.ceilDiv(size, multiple), multiple);
    }

    /**
     * Reads ranges of rows.
     *
     * @param text numbers and half-open ranges, joined by commas: {@code 0,5:10}
     * @return the ranges
     * @throws IllegalArgumentException if the text is malformed
     */
    public static List<Slice.Range> parseRows(String text) {
        List<Slice.Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String[] ends = part.strip().split(":", -1);
            try {
                long start = Long.parseLong(ends[0]);
                long end = ends.length == 1 ? Math.addExact(start, 1) : Long.parseLong(ends[1]);
                if (ends.length <= 2 && 0 <= start && start < end) {
                    ranges.add(new Slice.Range(start, end));
                    continue;
                }
            } catch (ArithmeticException | NumberFormatException e) {
                // Reported with every other text that is no range.
            }
            throw new IllegalArgumentException(
                    "rows '" + part + "' are malformed: expected a number or start:end, such as"
                            + " 0,5:10");
        }
        return List.copyOf(ranges);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonValue.Fields options() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("size", number(size));
        fields.put("method", new JsonValue.Text(method.toString()));
        if (method instanceof RowMethod.Copy(long row)) {
            fields.put("copy_row", number(row));
        }
        fields.put("sources", sources.toJson());
        fields.put("excluded", new JsonValue.Text(String.join(",",
                excluded.stream().map(range -> range.start() + ":" + range.end()).toList())));
        fields.put("shrink", new JsonValue.Bool(shrink));
        return new JsonValue.Fields(fields);
    }

    @Override
    public ModelConfig config(ModelConfig base) {
        return base.with(Map.of(FIELD, number(size)));
    }

    @Override
    public Outcome on(BaseModel base, Randomness randomness) {
        long old = base.plan().dimensions().vocab().orElseThrow(() -> new IllegalArgumentException(
                "family " + base.plan().family() + " reads no tokens, so it has no vocabulary to extend"));
        requireChange(old);
        requireFit(old);
        ModelConfig config = config(base.config());
        Map<String, PlannedTensor> resized = new HashMap<>();
        List<PlannedTensor> before = base.plan().tensors();
        List<PlannedTensor> after = ModelPlan.of(config, base.plan().dtype()).tensors();
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).spec().shape().equals(after.get(i).spec().shape())) {
                resized.put(base.stored(before.get(i).spec().name()), after.get(i));
            }
        }
        List<Outcome.Tensor> tensors = new ArrayList<>();
        for (TensorSpec spec : base.weights().tensors()) {
            PlannedTensor planned = resized.get(spec.name());
            tensors.add(planned == null
                    ? Outcome.Tensor.kept(spec, spec.name())
                    : resize(spec, planned, Rows.of(spec, base.data(spec.name()), Math.min(old, size))));
        }
        return new Outcome(config, tensors, List.of());
    }

    private void requireChange(long old) {
        if (size == old) {
            throw new IllegalArgumentException("the model has " + old + " tokens already: expected more");
        }
        if (size < old && !shrink) {
            throw new IllegalArgumentException("the model has " + old + " tokens already, and with " + size
                    + " the last would be lost: expected more, or --allow-shrink");
        }
    }

    private void requireFit(long old) {
        sources.requireFit(old, size);
        if (method instanceof RowMethod.Copy(long row) && (row < 0 || row >= old)) {
            throw new IllegalArgumentException(
                    "row " + row + " cannot be copied: expected an old token, 0 to " + (old - 1));
        }
        BitSet rows = new BitSet();
        for (Slice.Range range : excluded) {
            if (range.end() > old) {
                throw new IllegalArgumentException("rows " + range.start() + ":" + range.end()
                        + " cannot be excluded: expected rows of old tokens, 0 to " + (old - 1));
            }
            rows.set((int) range.start(), (int) range.end());
        }
        if (rows.cardinality() == old) {
            throw new IllegalArgumentException("all " + old + " rows are excluded: expected at least one that counts");
        }
    }

    static VocabularyExtension of(JsonObject options) {
        options.requireOnly(List.of("size", "method", "copy_row", "sources", "excluded", "shrink"));
        String excluded = options.text("excluded");
        RowMethod method = RowMethod.parse(options.text("method"),
                options.optionalLong("copy_row", 0, Integer.MAX_VALUE));
        return new VocabularyExtension(options.size("size"), method, TokenSources.of(options.object("sources")),
                excluded.isEmpty() ? List.of() : parseRows(excluded), options.flag("shrink", false));
    }

    @Override
    public Optional<Outcome.Made> again(BaseModel result, PlannedTensor tensor, long kept) {
        String stored = result.stored(tensor.spec().name());
        TensorSpec spec = result.spec(stored);
        long row = spec.byteSize() / spec.shape().extent(0);
        return Optional.of(new NewRows(this, tensor, Rows.of(spec, result.data(stored), kept / row)).made());
    }

    /** The tensor with its first rows as they are in {@code old}. */
    private Outcome.Tensor resize(TensorSpec spec, PlannedTensor planned, Rows old) {
        Shape shape = planned.spec().shape();
        TensorSpec resized = new TensorSpec(spec.name(), shape, spec.dtype());
        Outcome.Kept kept = new Outcome.Kept(spec.name(), old.count() * old.width() * spec.dtype().byteSize());
        if (old.count() == shape.extent(0)) {
            return new Outcome.Tensor(resized, Optional.of(kept), Optional.empty());
        }
        NewRows rows = new NewRows(this, planned, old);
        return new Outcome.Tensor(resized, Optional.of(kept), Optional.of(rows.made()));
    }

    private static JsonValue.Num number(long value) {
        return new JsonValue.Num(Long.toString(value));
    }
}
