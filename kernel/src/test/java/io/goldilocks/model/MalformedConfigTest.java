// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.json.JsonException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every field of every family's config, wrong in every way: an error that names the field, or a plan that is still right. */
class MalformedConfigTest {
    private static final List<@Nullable Object> MALFORMED = Arrays.asList(TestConfigs.ABSENT, null, 0, -1, 1, 5, 2.5,
            1e30,
            Integer.MAX_VALUE, 1L << 31, Long.MAX_VALUE, "7", "", true, false, List.of(), List.of(-1), List.of("x"),
            Map.of(),
            Map.of("0", "x"));

    /** Fields that a family reads, and that therefore must be refused at least once. */
    private static final Set<String> SIZES = Set.of("vocab_size", "hidden_size", "n_embd", "d_model",
            "num_hidden_layers",
            "n_layer", "num_layers", "num_attention_heads", "n_head", "num_heads", "num_key_value_heads",
            "intermediate_size", "d_ff", "d_kv", "head_dim", "n_inner", "n_positions", "max_position_embeddings",
            "type_vocab_size", "moe_intermediate_size", "shared_expert_intermediate_size", "num_local_experts",
            "num_experts", "n_routed_experts", "n_shared_experts", "kv_lora_rank", "q_lora_rank", "qk_nope_head_dim",
            "qk_rope_head_dim", "v_head_dim", "num_decoder_layers", "image_size", "patch_size",
            "num_channels", "expand", "conv_kernel", "state_size", "n_groups", "time_step_min", "time_step_max",
            "time_step_floor", "relative_attention_num_buckets");

    @ParameterizedTest
    @MethodSource("io.goldilocks.model.TestConfigs#manifests")
    void everyFieldIsRefusedByNameOrHarmless(String folder) {
        Set<String> refused = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        Map<String, @Nullable Object> fields = TestConfigs.read(folder, "config.json");
        for (String field : fields.keySet()) {
            for (Object value : MALFORMED) {
                try {
                    ModelPlan.of(TestConfigs.changed(folder, field, value), null);
                } catch (JsonException e) {
                    refused.add(field);
                    if (!String.valueOf(e.getMessage()).contains(field)) {
                        wrong.add(field + " = " + value + ": " + e.getMessage());
                    }
                }
            }
        }
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
        Set<String> read = new TreeSet<>(fields.keySet());
        read.retainAll(SIZES);
        if (folder.equals("bert") || folder.startsWith("gpt2")) {
            read.remove("head_dim");
        } else {
            read.remove(folder.equals("deepseek_v3") ? "head_dim" : "");
            read.remove("max_position_embeddings");
        }
        assertTrue(refused.containsAll(read), () -> "expected refusals of " + read + ", found " + refused);
    }
}
