// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.model.ModelClasses;
import io.goldilocks.model.ModelConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The families of mixtures that a dense family becomes one of: their configs, and where their tensors come from.
 *
 * <p>Where the dense config leaves a field out for which the two families have different defaults, the new one states it. Source:
 * transformers 5.18, {@code configuration_*.py}.
 */
enum MixtureFamily {
    /** From Llama or Mistral. */
    MIXTRAL("mixtral", "Mixtral"),
    /** From Qwen 2. */
    QWEN2_MOE("qwen2_moe", "Qwen2Moe");

    private static final Pattern EXPERT = Pattern.compile("block_sparse_moe\\.experts\\.\\d+\\.(w[123])\\."
            + "|mlp\\.(?:experts\\.\\d+|shared_expert)\\.(\\w+)\\.");
    private static final Map<String, String> MIXTRAL_NAMES = Map.of("w1", "gate_proj", "w2", "down_proj", "w3",
            "up_proj");

    private final String modelType;
    private final String classes;

    MixtureFamily(String modelType, String classes) {
        this.modelType = modelType;
        this.classes = classes;
    }

    /** Finds what a dense model becomes. */
    static MixtureFamily of(ModelConfig dense) {
        String type = dense.text("model_type");
        return switch (type) {
            case "llama", "mistral" -> MIXTRAL;
            case "qwen2" -> QWEN2_MOE;
            default -> throw new IllegalArgumentException("family " + type
                    + " cannot become a mixture of experts: expected llama or mistral, which become mixtral, or qwen2,"
                    + " which becomes qwen2_moe");
        };
    }

    /** Makes the config of the mixture: the same class of the new family. */
    ModelConfig config(ModelConfig dense, int experts, int topK) {
        String old = ModelClasses.name(dense);
        int suffix = Math.max(old.lastIndexOf("For"), old.lastIndexOf("Model"));
        Map<String, @Nullable JsonValue> changes = new LinkedHashMap<>();
        changes.put("model_type", new JsonValue.Text(modelType));
        changes.put("architectures",
                new JsonValue.Items(List.of(new JsonValue.Text(classes + old.substring(suffix)))));
        changes.put("num_experts_per_tok", number(topK));
        switch (this) {
            case MIXTRAL -> putMixtral(dense, experts, changes);
            case QWEN2_MOE -> putQwen(dense, experts, changes);
        }
        return dense.with(changes);
    }

    /** Finds the tensor of the dense body that one of the mixture's body comes from, routers aside. */
    static String dense(String name) {
        Matcher expert = EXPERT.matcher(name);
        return expert.replaceFirst(found -> "mlp."
                + (found.group(1) == null ? found.group(2) : MIXTRAL_NAMES.get(found.group(1))) + ".");
    }

    /** Whether a tensor ends a shared expert. */
    static boolean isSharedOut(String name) {
        return name.endsWith(".mlp.shared_expert.down_proj.weight");
    }

    private static void putMixtral(ModelConfig dense, int experts, Map<String, @Nullable JsonValue> changes) {
        boolean llama = dense.text("model_type").equals("llama");
        for (String field : List.of("attention_bias", "mlp_bias")) {
            if (dense.flag(field, false)) {
                throw dense.invalid(field, "does not fit: Mixtral has no such biases, so expected false");
            }
            changes.put(field, null);
        }
        changes.put("pretraining_tp", null);
        changes.put("num_local_experts", number(experts));
        state(dense, "num_key_value_heads", number(dense.size("num_attention_heads")), changes);
        state(dense, "max_position_embeddings", number(llama ? 2048 : 131_072), changes);
        state(dense, "rms_norm_eps", new JsonValue.Num("1e-06"), changes);
        Optional<JsonObject> rope = dense.optionalObject("rope_parameters");
        if (rope.flatMap(parameters -> parameters.find("rope_theta")).isEmpty()) {
            state(dense, "rope_theta", new JsonValue.Num("10000.0"), changes);
        }
        if (!llama && !dense.root().fields().containsKey("sliding_window")) {
            changes.put("sliding_window", number(4096));
        }
    }

    private static void putQwen(ModelConfig dense, int experts, Map<String, @Nullable JsonValue> changes) {
        JsonValue inner = number(dense.size("intermediate_size"));
        changes.put("num_experts", number(experts));
        changes.put("moe_intermediate_size", inner);
        changes.put("shared_expert_intermediate_size", inner);
        changes.put("norm_topk_prob", new JsonValue.Bool(true));
        changes.put("decoder_sparse_step", number(1));
        changes.put("mlp_only_layers", new JsonValue.Items(List.of()));
        changes.put("qkv_bias", new JsonValue.Bool(true));
        if (dense.flag("use_sliding_window", false)) {
            state(dense, "layer_types", layerTypes(dense), changes);
        }
    }

    /** Which layers of a Qwen 2 see a window alone: those from a certain one on; a mixture's default is every other layer. */
    private static JsonValue layerTypes(ModelConfig dense) {
        long first = dense.optionalLong("max_window_layers", 0, Integer.MAX_VALUE).orElse(28);
        List<JsonValue> types = new ArrayList<>();
        for (long layer = 0; layer < dense.size("num_hidden_layers"); layer++) {
            types.add(new JsonValue.Text(layer >= first ? "sliding_attention" : "full_attention"));
        }
        return new JsonValue.Items(types);
    }

    private static void state(ModelConfig dense, String field, JsonValue value,
            Map<String, @Nullable JsonValue> changes) {
        if (dense.find(field).isEmpty()) {
            changes.put(field, value);
        }
    }

    private static JsonValue.Num number(long value) {
        return new JsonValue.Num(Long.toString(value));
    }
}
