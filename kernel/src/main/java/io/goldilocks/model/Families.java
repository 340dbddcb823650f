// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The families that are known, one file each. */
final class Families {
    static final List<String> MODEL_TYPES = List.of("bert", "deepseek_v3", "gemma", "gemma2", "gemma3_text", "gpt2",
            "gpt_neox", "llama",
            "mamba2", "mistral", "mixtral", "qwen2", "qwen2_moe", "qwen3", "qwen3_moe",
            "t5", "vit");

    private Families() {}

    /** Finds the family of a config. */
    static Family of(ModelConfig config) {
        String modelType = config.text("model_type");
        Family family = find(modelType);
        if (family == null) {
            throw config.invalid("model_type", "is unknown: expected one of " + String.join(", ", MODEL_TYPES)
                    + ", found '" + modelType + "'");
        }
        return family;
    }

    // A switch, because a list would load the classes of every family for each plan.
    private static @Nullable Family find(String modelType) {
        return switch (modelType) {
            case "bert" -> Bert.FAMILY;
            case "deepseek_v3" -> DeepseekV3.FAMILY;
            case "gemma" -> Gemma.FAMILY;
            case "gemma2" -> Gemma2.FAMILY;
            case "gemma3_text" -> Gemma3.FAMILY;
            case "gpt2" -> Gpt2.FAMILY;
            case "gpt_neox" -> GptNeoX.FAMILY;
            case "llama" -> Llama.FAMILY;
            case "mamba2" -> Mamba2.FAMILY;
            case "mistral" -> Mistral.FAMILY;
            case "mixtral" -> Mixtral.FAMILY;
            case "qwen2" -> Qwen2.FAMILY;
            case "qwen2_moe" -> Qwen2Moe.FAMILY;
            case "qwen3" -> Qwen3.FAMILY;
            case "qwen3_moe" -> Qwen3Moe.FAMILY;
            case "t5" -> T5.FAMILY;
            case "vit" -> Vit.FAMILY;
            default -> null;
        };
    }
}
