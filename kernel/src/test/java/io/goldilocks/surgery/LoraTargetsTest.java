// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoraTargetsTest {
    private static LoraOptions options(int rank, LoraInit init, String... targets) {
        return new LoraOptions(rank, 16, List.of(targets), init, false, DType.F32);
    }

    private static LoraTargets select(String family, LoraOptions options) throws IOException {
        Path config = Path.of("src/test/resources/io/goldilocks/model", family, "config.json");
        return LoraTargets.of(ModelPlan.of(ModelConfig.read(config), null), options);
    }

    private static LoraTargets select(String family, String... targets) throws IOException {
        return select(family, options(4, LoraInit.DEFAULT, targets));
    }

    private static List<String> modules(LoraTargets targets) {
        return targets.modules().stream().map(LoraTarget::module).toList();
    }

    private static void refused(String family, LoraOptions options, String... pieces) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> select(family, options));
        for (String piece : pieces) {
            assertTrue(String.valueOf(e.getMessage()).contains(piece), e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"llama, 2, q_proj|v_proj", "gpt2, 1, c_attn", "bert, 2, query|value", "gpt_neox, 1, query_key_value",
        "mixtral, 2, q_proj|v_proj", "qwen3, 2, q_proj|v_proj"})
    void familiesHaveThePeftDefaults(String family, int each, String names) throws IOException {
        LoraTargets targets = select(family);
        assertEquals(List.of(names.split("\\|")), targets.names());
        assertEquals(0, targets.modules().size() % each);
        assertTrue(targets.modules().stream().allMatch(target -> targets.names().contains(target.leaf())));
    }

    @Test
    void familyWithoutDefaultsAsksForTargets() {
        refused("mamba2", options(4, LoraInit.DEFAULT), "mamba2", "--targets", "in_proj", "all-linear");
    }

    @Test
    void partsOfNamesMatchFromADotOn() throws IOException {
        assertEquals(List.of("transformer.h.0.mlp.c_proj", "transformer.h.1.mlp.c_proj", "transformer.h.2.mlp.c_proj",
                "transformer.h.3.mlp.c_proj"),
                modules(select("gpt2", "mlp.c_proj")));
        assertEquals(List.of("model.layers.1.mlp.up_proj"), modules(select("llama", "layers.1.mlp.up_proj")));
        refused("llama", options(4, LoraInit.DEFAULT, "proj"), "'proj' names no module", "q_proj, k_proj");
    }

    /** Shapes and names as PEFT's modules have them. */
    @Test
    void factorsHaveTheShapesOfTheLayer() throws IOException {
        LoraOptions options = options(4, LoraInit.DEFAULT, "c_fc", "wte");
        LoraTargets targets = select("gpt2", options);
        LoraTarget embedding = targets.modules().getFirst();
        LoraTarget dense = targets.modules().getLast();
        assertEquals("base_model.model.transformer.wte.lora_embedding_A", embedding.a(options).name());
        assertEquals("[4, 300]", embedding.a(options).shape().toString());
        assertEquals("[96, 4]", embedding.b(options).shape().toString());
        assertEquals("base_model.model.transformer.h.3.mlp.c_fc.lora_B.weight", dense.b(options).name());
        assertEquals("[4, 96]", dense.a(options).shape().toString());
        assertEquals("[384, 4]", dense.b(options).shape().toString());
    }

    /** Transformers loads the old names of ViT into modules of new ones. */
    @Test
    void modulesOfVitHaveTheNamesOfTransformers() throws IOException {
        LoraTargets targets = select("vit", "all-linear");
        assertEquals(List.of("q_proj", "k_proj", "v_proj", "o_proj", "fc1", "fc2"), targets.names());
        assertEquals("vit.layers.0.attention.q_proj", targets.modules().getFirst().module());
        assertEquals("vit.encoder.layer.0.attention.attention.query.weight",
                targets.modules().getFirst().weight().spec().name());
    }

    @Test
    void allLinearLeavesHeadsAndRoutersOut() throws IOException {
        LoraTargets llama = select("llama", "all-linear");
        assertEquals(List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"),
                llama.names());
        assertTrue(modules(llama).stream().noneMatch(module -> module.equals("lm_head")));
        LoraTargets mixtral = select("mixtral", "all-linear");
        assertTrue(modules(mixtral).contains("model.layers.2.block_sparse_moe.experts.3.w2"));
        assertTrue(mixtral.modules().stream().noneMatch(module -> module.leaf().equals("gate")));
        // BERT's pooler and transform end as its layers do, so that the last parts of names mean these and no others.
        assertEquals(List.of("query", "key", "value", "dense"), select("bert", "all-linear").names());
    }

    @Test
    void expertsAreTakenWithoutTheirDenseNamesakes() throws IOException {
        LoraTargets targets = select("deepseek_v3", "gate_proj", "up_proj");
        assertTrue(targets.modules().stream().allMatch(LoraTarget::isExpert));
        assertEquals(List.of(), targets.parameters());
        assertTrue(targets.unreachable().stream().map(LoraTarget::module)
                .anyMatch(module -> module.endsWith("shared_experts.gate_proj")));
    }

    /** PEFT leaves the targets of this one family as they are. */
    @Test
    void expertsOfQwen2AreParametersBesideDenseModules() throws IOException {
        LoraTargets targets = select("qwen2_moe", "gate_proj", "up_proj");
        assertEquals(List.of("gate_proj", "up_proj"), targets.names());
        assertEquals(List.of("mlp.experts.gate_up_proj"), targets.parameters());
        assertTrue(targets.modules().stream().anyMatch(target -> target.module().endsWith("shared_expert.up_proj")));
        assertEquals(List.of(), targets.unreachable());
    }

    @Test
    void whatPeftDoesNotReachIsRefused() {
        refused("deepseek_v3", options(4, LoraInit.DEFAULT, "shared_experts.down_proj"), "shared_experts.down_proj",
                "for its experts");
        refused("mixtral", options(4, LoraInit.DEFAULT, "w1"), "'w1' lacks its twin", "w1 and w3");
        refused("mixtral", options(4, LoraInit.DEFAULT, "experts.0.w2"), "3 of the 12 modules 'w2'");
        refused("mixtral", new LoraOptions(4, 16, List.of("w1", "w3"), LoraInit.PISSA, true, DType.F32), "pissa", "√2");
    }

    @Test
    void targetsThatAreNoLayersAreToldWhy() {
        refused("llama", options(4, LoraInit.DEFAULT, "input_layernorm"), "'input_layernorm' is no dense layer");
        refused("gpt2", options(4, LoraInit.DEFAULT, "lm_head"), "'lm_head' names no module", "tied",
                "transformer.wte");
        refused("gpt2", options(4, LoraInit.DEFAULT, ""), "'' names no module");
    }

    @Test
    void ranksMustFit() {
        refused("llama", options(97, LoraInit.DEFAULT, "q_proj"), "rank 97", "self_attn.q_proj", "96 inputs");
        assertThrows(IllegalArgumentException.class, () -> options(0, LoraInit.DEFAULT));
        assertThrows(IllegalArgumentException.class, () -> options(3, LoraInit.ORTHOGONAL));
    }

    @Test
    void optionsMustFitEachOther() {
        assertThrows(IllegalArgumentException.class,
                () -> new LoraOptions(4, 0, List.of(), LoraInit.DEFAULT, false, DType.F32));
        assertThrows(IllegalArgumentException.class,
                () -> new LoraOptions(4, 4, List.of(), LoraInit.DEFAULT, false, DType.F8_E4M3));
        assertThrows(IllegalArgumentException.class,
                () -> new LoraOptions(4, 4, List.of(), LoraInit.PISSA, false, DType.BF16));
        assertThrows(IllegalArgumentException.class, () -> options(4, LoraInit.DEFAULT, "all-linear", "q_proj"));
        assertEquals(LoraInit.OLORA, LoraInit.parse("olora"));
        assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class, () -> LoraInit.parse("eva"))
                .getMessage()).contains("default, gaussian"));
        assertEquals(2.0, new LoraOptions(4, 4, List.of(), LoraInit.DEFAULT, true, DType.F32).scale());
        assertEquals(1.0, new LoraOptions(4, 4, List.of(), LoraInit.DEFAULT, false, DType.F32).scale());
    }
}
