// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltInModelsTest {
    /** The counts that the models' publishers give. */
    @ParameterizedTest
    @CsvSource({"gpt2-124m, gpt2, F32, 148, 124439808, 497759232",
        "llama-3.2-1b, llama, BF16, 146, 1235814400, 2471628800"})
    void plansHaveTheKnownSize(String name, String family, DType dtype, int tensors, long parameters, long bytes) {
        ModelPlan plan = ModelPlan.of(BuiltInModels.open(name), null);
        assertEquals(family, plan.family());
        assertEquals(dtype, plan.dtype());
        assertEquals(tensors, plan.tensors().size());
        assertEquals(parameters, plan.parameterCount());
        assertEquals(bytes, plan.byteSize());
    }

    @Test
    void namesAreListed() {
        assertEquals(List.of("gpt2-124m", "llama-3.2-1b"), BuiltInModels.names());
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
        assertEquals("unknown built-in model '../gpt2': expected one of gpt2-124m, llama-3.2-1b", e.getMessage());
    }
}
