// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import static io.goldilocks.model.TestConfigs.ABSENT;
import static io.goldilocks.model.TestConfigs.assertPlanRefused;
import static io.goldilocks.model.TestConfigs.changed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.json.JsonException;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelPlanTest {
    @ParameterizedTest
    @CsvSource(nullValues = "null", value = {"null, null, F32", "bfloat16, null, BF16", "null, float16, F16",
        "torch.float64, float16, F64", "float8_e4m3fn, null, F8_E4M3"})
    void theTypeIsThatOfTheConfig(String dtype, String torchDtype, DType expected) {
        ModelPlan plan = ModelPlan.of(changed("llama", "dtype", dtype, "torch_dtype", torchDtype), null);
        assertEquals(expected, plan.dtype());
        plan.tensors().forEach(tensor -> assertEquals(expected, tensor.spec().dtype()));
    }

    @Test
    void theCallersTypeComesFirst() {
        ModelPlan plan = ModelPlan.of(changed("llama", "dtype", "nonsense"), DType.F8_E5M2);
        assertEquals(DType.F8_E5M2, plan.dtype());
        assertEquals(plan.parameterCount(), plan.byteSize());
    }

    @ParameterizedTest
    @CsvSource({"dtype", "torch_dtype"})
    void anUnknownTypeIsRefused(String field) {
        assertPlanRefused(changed("llama", "dtype", ABSENT, field, "int4"), "field '" + field + "'",
                "unknown dtype 'int4'", "bf16");
        assertPlanRefused(changed("llama", "dtype", ABSENT, field, 32), "field '" + field + "'", "a string, found 32");
    }

    @Test
    void aTypeThatCannotBeFilledIsRefused() {
        var e = assertThrows(IllegalArgumentException.class, () -> ModelPlan.of(changed("llama"), DType.I32));
        assertEquals("dtype I32 cannot be filled: expected one of the float types", e.getMessage());
    }

    @Test
    void anUnknownFamilyListsTheKnown() {
        assertPlanRefused(changed("gpt2", "model_type", "gpt3"),
                "field 'model_type' is unknown: expected one of bert, ", ", gpt2, ", ", found 'gpt3'");
    }

    @Test
    void anEndlessNameIsCutInTheError() {
        ModelConfig config = changed("gpt2", "model_type", "x".repeat(1_000_000));
        var e = assertThrows(JsonException.class, () -> ModelPlan.of(config, null));
        assertEquals(1001, String.valueOf(e.getMessage()).length());
    }

    @Test
    void theArchitectureMayBeLeftOut() {
        ModelPlan plan = ModelPlan.of(changed("gpt2"), null);
        assertEquals(plan, ModelPlan.of(changed("gpt2", "architectures", ABSENT), null));
        assertEquals(plan, ModelPlan.of(changed("gpt2", "architectures", null), null));
        assertEquals(plan, ModelPlan.of(changed("gpt2", "architectures", List.of()), null));
    }

    @Test
    void anotherArchitectureIsRefused() {
        assertPlanRefused(changed("gpt2", "architectures", List.of("GPT2DoubleHeadsModel")),
                "field 'architectures' is not supported: expected one of GPT2LMHeadModel, GPT2Model, ",
                ", or nothing, found [GPT2DoubleHeadsModel]");
        assertPlanRefused(changed("llama", "architectures", List.of("LlamaForCausalLM", "LlamaModel")),
                "found [LlamaForCausalLM, LlamaModel]");
        assertPlanRefused(changed("llama", "architectures", "LlamaForCausalLM"), "expected a list of strings");
    }

    @Test
    void aNameThatStandsTwiceIsRefused() {
        PlannedTensor tensor = new PlannedTensor(new TensorSpec("w", Shape.of(2), DType.F32), Layout.VECTOR,
                new Place(Role.NORM, false, Optional.empty(), false, Optional.empty()),
                new Rule("norm", Initializers.ones()));
        var e = assertThrows(IllegalArgumentException.class,
                () -> new ModelPlan("mine", DType.F32, Dimensions.decoder(2, 1, 1, 2, 2), List.of(tensor, tensor)));
        assertEquals("the plan has two tensors named 'w': expected each name once", e.getMessage());
    }

    @Test
    void aTensorIsDescribed() {
        PlannedTensor embedding = ModelPlan.of(changed("llama-tied-bias"), null).tensors().get(0);
        assertEquals("normal(mean=0.0,std=0.02) at 1:320,0:96; zeros at 0:1,0:96", embedding.describe());
        assertEquals(2, embedding.parts().size());
    }

    /** Made once by Python's hashlib from lines put together by hand. */
    @Test
    void theHashIsThatOfItsLines() {
        ModelConfig config = TestConfigs.parse("""
                {"model_type": "gpt2", "vocab_size": 30, "n_positions": 8, "n_embd": 8, "n_layer": 1, "n_head": 2}""");
        assertEquals("9872a4aa56de4080013119c97703396a279c7f82665aed05fe33ce1e73946397",
                ModelPlan.of(config, null).sha256());
    }
}
