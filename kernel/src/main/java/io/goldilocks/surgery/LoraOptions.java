// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.tensor.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a low-rank adapter is to be.
 *
 * @param rank the inner dimension of the factors, at least 1
 * @param alpha what scales their product, at least 1: by alpha/rank, or alpha/√rank if {@code rsLora}
 * @param targets the modules that are adapted: the ends of their names, such as {@code q_proj} or {@code mlp.c_proj};
 *     {@value #ALL_LINEAR} alone for every dense layer but heads and routers; none for those that PEFT adapts by default
 * @param init how the factors begin
 * @param rsLora whether the scale is that of rank-stabilised LoRA (Kalajdzievski 2023)
 * @param dtype the type of the factors: F32, F16 or BF16; F32 where they are part of the weight
 */
public record LoraOptions(int rank, int alpha, List<String> targets, LoraInit init, boolean rsLora, DType dtype) {
    /** The target that stands for every dense layer. */
    public static final String ALL_LINEAR = "all-linear";

    /** The types that PEFT keeps factors in. */
    private static final List<DType> DTYPES = List.of(DType.F32, DType.F16, DType.BF16);

    /**
     * Checks the numbers and the type.
     *
     * @throws IllegalArgumentException if rank or alpha is below 1, the rank is odd for an orthogonal beginning, or the type or the
     *     targets do not fit
     */
    public LoraOptions {
        targets = List.copyOf(targets);
        if (rank < 1) {
            throw new IllegalArgumentException("rank " + rank + " is out of range: expected at least 1");
        }
        if (alpha < 1) {
            throw new IllegalArgumentException("alpha " + alpha + " is out of range: expected at least 1");
        }
        if (init == LoraInit.ORTHOGONAL && rank % 2 != 0) {
            throw new IllegalArgumentException("rank " + rank + " does not fit the initialiser orthogonal, which gives"
                    + " half of an orthogonal matrix to each factor: expected an even rank");
        }
        if (!DTYPES.contains(dtype)) {
            throw new IllegalArgumentException("dtype " + dtype + " is none of an adapter: expected F32, F16 or BF16");
        }
        if (init.changesBase() && dtype != DType.F32) {
            throw new IllegalArgumentException(
                    "dtype " + dtype + " does not fit the initialiser " + init + ", whose factors"
                            + " are taken off the base: expected F32");
        }
        if (targets.contains(ALL_LINEAR) && targets.size() > 1) {
            throw new IllegalArgumentException("target " + ALL_LINEAR + " stands for every dense layer: leave out the"
                    + " other targets, or it");
        }
    }

    /**
     * Returns what multiplies the product of the factors.
     *
     * @return alpha/rank or alpha/√rank
     */
    public double scale() {
        return rsLora ? alpha / Math.sqrt(rank) : (double) alpha / rank;
    }

    /**
     * Reads what {@link #json} has written.
     *
     * @throws JsonException if it is malformed
     */
    static LoraOptions of(JsonObject document) {
        document.requireOnly(List.of("rank", "alpha", "targets", "init", "rslora", "dtype"));
        return new LoraOptions((int) document.size("rank"), (int) document.size("alpha"), document.texts("targets"),
                LoraInit.parse(document.text("init")), document.flag("rslora", false),
                DType.parse(document.text("dtype")));
    }

    /** The same for a document. */
    JsonValue.Fields json() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("rank", new JsonValue.Num(Integer.toString(rank)));
        fields.put("alpha", new JsonValue.Num(Integer.toString(alpha)));
        fields.put("targets",
                new JsonValue.Items(targets.stream().<JsonValue>map(JsonValue.Text::new).toList()));
        fields.put("init", new JsonValue.Text(init.toString()));
        fields.put("rslora", new JsonValue.Bool(rsLora));
        fields.put("dtype", new JsonValue.Text(dtype.name().toLowerCase(Locale.ROOT)));
        return new JsonValue.Fields(fields);
    }

    /** Says whether every dense layer is meant. */
    boolean allLinear() {
        return targets.equals(List.of(ALL_LINEAR));
    }
}
