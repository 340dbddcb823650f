// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltInModelsTest {
    /**
     * The counts that the publishers give, or that follow from the sizes of the layers that they give:
     *
     * <ul>
     * <li>bert-base: 109,482,240 of BertModel as its release states (110 M), and the two heads of pre-training: 768² + 768 +
     * 2·768 + 30522 of the predictions, 2·768 + 2 of the next sentence.
     * <li>deepseek-v3-671b: 671 B as its report states in section 4.2, counted here from the sizes given there: 2·129280·7168
     * of the embeddings and the head; in each of 61 layers the attention's 7168·1536 + 1536 + 1536·128·192 + 7168·576 + 512 +
     * 512·128·256 + 128·128·7168 and 2·7168 of norms; 3·3·7168·18432 of the dense MLPs; in each of 58 layers
     * 257·3·7168·2048 of the experts and 256·7168 + 256 of the router; 7168 of the last norm.
     * <li>gpt2 and llama: the sizes of the files that were published.
     * <li>mamba2-130m: 130 M as its paper states, counted here from the config: 50288·768; in each of 24 layers 768·3352 +
     * 5·1792 + 3·24 + 1536 + 1536·768 + 768; 768.
     * <li>mixtral-8x7b: 46.7 B as its paper states, counted here from table 1: 2·32000·4096; in each of 32 layers 4096·10240 of
     * attention, 8·3·4096·14336 of experts, 8·4096 of the router, 2·4096 of norms; 4096.
     * <li>qwen3-0.6b: 0.6 B as its report states, counted here from the config: 151936·1024; in each of 28 layers 1024·6144 of
     * attention, 3·1024·3072, 2·1024 + 2·128 of norms; 1024.
     * <li>t5-small: 60 M as its paper states, counted here from section 3.4: 32128·512; in each of 6 encoder layers 4·512² +
     * 2·512·2048 + 2·512, in each of 6 decoder layers 8·512² + 2·512·2048 + 3·512; 2·(32·8 + 512).
     * <li>vit-base-16: 86 M as its paper states, counted here from table 1: 768·(3·16² + 1) + 768·(14² + 2); in each of 12
     * layers 4·768·769 + 3072·769 + 768·3073 + 4·768; 2·768; 1000·769.
     * </ul>
     */
    @ParameterizedTest
    @CsvSource({"bert-base, bert, F32, 206, 110106428", "deepseek-v3-671b, deepseek_v3, BF16, 45395, 671026419200",
        "gpt2-124m, gpt2, F32, 148, 124439808", "gpt2-xl-1.5b, gpt2, F32, 580, 1557611200",
        "llama-3.1-8b, llama, BF16, 291, 8030261248", "llama-3.1-70b, llama, BF16, 723, 70553706496",
        "llama-3.2-1b, llama, BF16, 146, 1235814400", "mamba2-130m, mamba2, F32, 218, 128989632",
        "mixtral-8x7b, mixtral, BF16, 995, 46702792704",
        "qwen3-0.6b, qwen3, BF16, 310, 596049920", "t5-small, t5, F32, 131, 60506624",
        "vit-base-16, vit, F32, 200, 86567656"})
    void plansHaveTheKnownSize(String name, String family, DType dtype, int tensors, long parameters) {
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long start = thread.getCurrentThreadCpuTime();
        ModelPlan plan = ModelPlan.of(BuiltInModels.open(name), null);
        double seconds = (thread.getCurrentThreadCpuTime() - start) / 1e9;
        assertTrue(seconds < 2, seconds + " s of one core, cold");
        assertEquals(family, plan.family());
        assertEquals(dtype, plan.dtype());
        assertEquals(tensors, plan.tensors().size());
        assertEquals(parameters, plan.parameterCount());
    }

    @Test
    void everyModelIsCountedAbove() {
        assertEquals(12, BuiltInModels.names().size());
    }

    /** The writer has the form of the library's own, so that only the type changes. */
    @ParameterizedTest
    @CsvSource({"gpt2-124m, null", "llama-3.2-1b, '\"bfloat16\"'"})
    void onlyTheTypeOfAConfigChanges(String name, String dtype) throws IOException {
        try (InputStream in = Objects.requireNonNull(BuiltInModels.class.getResourceAsStream(name + ".json"))) {
            String original = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(original.replace("\"dtype\": " + dtype, "\"dtype\": \"float16\"").strip() + "\n",
                    BuiltInModels.open(name).toJson(DType.F16));
        }
    }

    @Test
    void anUnknownNameListsTheKnown() {
        var e = assertThrows(IllegalArgumentException.class, () -> BuiltInModels.open("../gpt2"));
        assertEquals("unknown built-in model '../gpt2': expected one of "
                + String.join(", ", BuiltInModels.names()), e.getMessage());
    }
}
