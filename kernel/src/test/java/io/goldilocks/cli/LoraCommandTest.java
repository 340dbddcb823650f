// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.json.JsonObject;
import io.goldilocks.surgery.SurgeryProvenance;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.jr.ob.JSON;

class LoraCommandTest {
    private static final String PREFIX = "base_model.model.";
    private static final String QUERY = "model.layers.1.self_attn.q_proj";
    private static final double SCALE = 2;

    @TempDir
    private Path folder;

    private Path adapter(Path model, Object... options) {
        Path adapter = folder.resolve("adapter");
        List<Object> arguments = new ArrayList<>(List.of("lora", model, "--rank", 4, "--alpha", 8, "--out", adapter,
                "--quiet", "--overwrite"));
        arguments.addAll(List.of(options));
        Run.done(arguments.toArray());
        return adapter;
    }

    private static ModelFolder factors(Path adapter) throws IOException {
        return ModelFolder.read(adapter.resolve("adapter_model.safetensors"),
                adapter.resolve("adapter_config.json"));
    }

    private static DMatrixRMaj matrix(ModelFolder model, String name) {
        List<Long> extents = requireNonNull(model.specs().get(name), name).shape().extents();
        return new DMatrixRMaj(extents.get(0).intValue(), extents.get(1).intValue(), true, model.elements(name));
    }

    private static double greatest(DMatrixRMaj matrix) {
        return CommonOps_DDRM.elementMaxAbs(matrix);
    }

    /** The root of the mean square. */
    private static double spread(DMatrixRMaj matrix) {
        return NormOps_DDRM.normF(matrix) / Math.sqrt(matrix.getNumElements());
    }

    /** B·A, times a scale. */
    private static DMatrixRMaj product(ModelFolder adapter, String module, double scale) {
        DMatrixRMaj a = a(adapter, module);
        DMatrixRMaj b = b(adapter, module);
        DMatrixRMaj product = new DMatrixRMaj(b.numRows, a.numCols);
        CommonOps_DDRM.mult(scale, b, a, product);
        return product;
    }

    private static DMatrixRMaj a(ModelFolder adapter, String module) {
        return matrix(adapter, PREFIX + module + ".lora_A.weight");
    }

    private static DMatrixRMaj b(ModelFolder adapter, String module) {
        return matrix(adapter, PREFIX + module + ".lora_B.weight");
    }

    /** The fan is that of the whole weight: 208 inputs, of which the factor has a row for each rank. */
    @Test
    void adaptedModelBeginsAsTheModel() throws IOException {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        Path adapter = adapter(model, "--targets", "q_proj,down_proj");
        assertEquals(List.of("adapter_config.json", "adapter_model.safetensors", "goldilocks.json"),
                Run.names(adapter));
        ModelFolder made = factors(adapter);
        assertEquals(12, made.specs().size());
        String module = "model.layers.2.mlp.down_proj";
        double bound = 1 / Math.sqrt(208);
        double greatest = greatest(a(made, module));
        // 832 samples: all in the inner 0.98 once in 10⁷ runs.
        assertTrue(greatest <= bound && greatest > 0.98 * bound, "greatest " + greatest);
        made.specs().keySet().stream().filter(name -> name.contains("lora_B"))
                .forEach(name -> assertEquals(0, greatest(matrix(made, name)), name));
        DMatrixRMaj b = b(made, module);
        assertEquals(List.of(96, 4), List.of(b.numRows, b.numCols));
        assertEquals(List.of("q_proj", "down_proj"), made.config().get("target_modules"));
        assertEquals(model.toString(), made.config().get("base_model_name_or_path"));
        assertEquals(4, made.config().get("r"));
        assertEquals(8, made.config().get("lora_alpha"));
        assertEquals("CAUSAL_LM", made.config().get("task_type"));
        assertEquals(false, made.config().get("fan_in_fan_out"));
    }

    /** 384 samples: their standard deviation is within 5 of its own from 1/4 in all but one of 10⁶ runs. */
    @Test
    void gaussianFactorsHaveTheSpreadOfTheRank() throws IOException {
        ModelFolder made = factors(adapter(ModelFolder.seeded(folder, "llama", Map.of()), "--init", "gaussian"));
        assertEquals(0.25, spread(a(made, QUERY)), 5 * 0.25 / Math.sqrt(2 * 384));
        assertEquals(0, greatest(b(made, QUERY)));
    }

    @Test
    void zerosAreZeros() throws IOException {
        ModelFolder made = factors(adapter(ModelFolder.seeded(folder, "gpt2", Map.of()), "--init", "zeros",
                "--targets", "c_attn,wte", "--dtype", "bf16"));
        made.specs().forEach((name, spec) -> {
            assertEquals(0, greatest(matrix(made, name)), name);
            assertEquals(DType.BF16, spec.dtype());
        });
    }

    @Test
    void embeddingsHaveTheirFactorsTheOtherWayRound() throws IOException {
        ModelFolder made = factors(adapter(ModelFolder.seeded(folder, "gpt2", Map.of()), "--targets", "wte"));
        DMatrixRMaj a = matrix(made, PREFIX + "transformer.wte.lora_embedding_A");
        DMatrixRMaj b = matrix(made, PREFIX + "transformer.wte.lora_embedding_B");
        assertEquals(0, greatest(a));
        assertEquals(300, a.numCols);
        assertEquals(96, b.numRows);
        assertEquals(1, spread(b), 5 / Math.sqrt(2 * 384));
    }

    @Test
    void orthogonalFactorsCancelEachOther() throws IOException {
        ModelFolder made = factors(adapter(ModelFolder.seeded(folder, "llama", Map.of()), "--init", "orthogonal"));
        // Half of the elements of Q carry each factor, so that its Gaussians are narrower by √2; 5 deviations of 192 of them.
        assertEquals(0.1 / Math.sqrt(2), spread(a(made, QUERY)), 5 * 0.1 / Math.sqrt(2) / Math.sqrt(2 * 192));
        assertEquals(0.1 / Math.sqrt(2), spread(b(made, QUERY)), 5 * 0.1 / Math.sqrt(2) / Math.sqrt(2 * 192));
        assertEquals(0, greatest(product(made, QUERY, 1)), 1e-7);
    }

    /** What is left and the product of the factors are the weight, up to one rounding; all else keeps its bits. */
    @ParameterizedTest
    @CsvSource({"pissa, llama, f32, 0x1p-24", "olora, llama, f32, 0x1p-24", "pissa, gpt2, f32, 0x1p-24",
        "olora, gpt2, f32, 0x1p-24", "pissa, mixtral, bf16, 0x1p-8", "olora, llama, f16, 0x1p-11"})
    void residualAndFactorsAreTheModel(String init, String family, String dtype, double bound) throws IOException {
        Path base = ModelFolder.seeded(folder, family, Map.of(), "--dtype", dtype);
        Path rest = folder.resolve("rest");
        Path adapter = adapter(base, "--init", init, "--targets", "all-linear", "--residual", rest);
        ModelFolder made = factors(adapter);
        ModelFolder old = ModelFolder.read(base);
        ModelFolder left = ModelFolder.read(rest);
        assertEquals(rest.toString(), made.config().get("base_model_name_or_path"));
        assertEquals(old.specs(), left.specs());
        assertEquals(old.config(), left.config());
        int changed = 0;
        for (String name : old.specs().keySet()) {
            String module = name.replaceFirst("\\.weight$", "");
            if (!made.specs().containsKey(PREFIX + module + ".lora_A.weight")) {
                assertArrayEquals(old.tensors().get(name), left.tensors().get(name), name);
                continue;
            }
            changed++;
            DMatrixRMaj exact = matrix(old, name);
            DMatrixRMaj taken = product(made, module, SCALE);
            CommonOps_DDRM.subtractEquals(exact, family.equals("gpt2") ? CommonOps_DDRM.transpose(taken, null) : taken);
            DMatrixRMaj rounded = matrix(left, name);
            for (int i = 0; i < exact.getNumElements(); i++) {
                // The relative rounding error, and for tiny values of f16 half of its smallest step.
                assertEquals(exact.get(i), rounded.get(i), bound * Math.abs(exact.get(i)) + 0x1p-25, name);
            }
        }
        assertEquals(made.specs().size(), 2 * changed);
        assertEquals("lora-residual", SurgeryProvenance.of(JsonObject.read(rest.resolve("goldilocks.json"))).operation()
                .name());
    }

    @Test
    void pissaTakesTheGreatestSingularValues() throws IOException {
        Path base = ModelFolder.seeded(folder, "llama", Map.of());
        ModelFolder made = factors(adapter(base, "--init", "pissa", "--residual", folder.resolve("rest")));
        double[] exact = SingularOps_DDRM.singularValues(matrix(ModelFolder.read(base), QUERY + ".weight"));
        for (int l = 0; l < 4; l++) {
            double row = NormOps_DDRM.normF(CommonOps_DDRM.extractRow(a(made, QUERY), l, null));
            double column = NormOps_DDRM.normF(CommonOps_DDRM.extractColumn(b(made, QUERY), l, null));
            assertEquals(exact[l], SCALE * row * row, 0.02 * exact[l]);
            assertEquals(row, column, 1e-6);
        }
        double[] left = SingularOps_DDRM.singularValues(matrix(ModelFolder.read(folder.resolve("rest")),
                QUERY + ".weight"));
        assertTrue(left[0] <= 1.02 * exact[4], left[0] + " > 1.02 * " + exact[4]);
    }

    /** PEFT reads no index: the size of files is for what is left of the model. */
    @Test
    void anAdapterIsOneFile() throws IOException {
        Path base = ModelFolder.seeded(folder, "llama", Map.of());
        Path rest = folder.resolve("rest");
        Path adapter = adapter(base, "--init", "olora", "--residual", rest, "--max-shard-size", "2KB");
        assertEquals(List.of("adapter_config.json", "adapter_model.safetensors", "goldilocks.json"),
                Run.names(adapter));
        assertTrue(Files.exists(rest.resolve("model.safetensors.index.json")));
    }

    /** Seconds, not minutes; with leave for slow machines. */
    @Test
    @Tag("exhaustive")
    void aLargeWeightTakesSeconds() throws IOException {
        Path base = ModelFolder.seeded(folder, "llama", Map.of("hidden_size", 4096, "num_attention_heads", 32,
                "num_key_value_heads", 32, "head_dim", 128, "num_hidden_layers", 1));
        for (String init : List.of("pissa", "olora")) {
            Path adapter = folder.resolve(init);
            Map<String, Object> report = Run.done("lora", base, "--rank", 16, "--init", init, "--targets", "q_proj",
                    "--out", adapter, "--residual", folder.resolve(init + ".rest"), "--json").json();
            double seconds = Run.number(report, "seconds");
            System.out.println(init + " of 4096x4096 at rank 16 in " + seconds + " s, with the model written");
            assertTrue(seconds < 60, init + " took " + seconds + " s");
            Run.done("verify", adapter, "--base", base);
        }
    }

    @Test
    void oloraTakesTheBeginningOfTheDecomposition() throws IOException {
        ModelFolder made = factors(adapter(ModelFolder.seeded(folder, "llama", Map.of()), "--init", "olora",
                "--residual", folder.resolve("rest")));
        DMatrixRMaj b = b(made, QUERY);
        DMatrixRMaj gram = CommonOps_DDRM.multInner(b, null);
        CommonOps_DDRM.subtractEquals(gram, CommonOps_DDRM.identity(4));
        assertEquals(0, greatest(gram), 1e-6);
        DMatrixRMaj a = a(made, QUERY);
        for (int row = 1; row < 4; row++) {
            for (int column = 0; column < row; column++) {
                assertEquals(0, a.get(row, column));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gaussian", "orthogonal", "pissa", "olora"})
    void bitsDoNotDependOnTheThreads(String init) throws IOException {
        Path base = ModelFolder.seeded(folder, "llama", Map.of());
        List<byte[]> files = new ArrayList<>();
        for (int threads : new int[]{1, 3}) {
            Path rest = folder.resolve("rest");
            Object[] residual = init.equals("pissa") || init.equals("olora")
                    ? new Object[]{"--residual", rest}
                    : new Object[0];
            List<Object> options = new ArrayList<>(List.of("--init", init, "--targets", "all-linear", "--threads",
                    threads, "--seed", -3));
            options.addAll(Arrays.asList(residual));
            Path adapter = adapter(base, options.toArray());
            files.add(Files.readAllBytes(adapter.resolve("adapter_model.safetensors")));
            files.add(residual.length == 0 ? new byte[0] : Files.readAllBytes(rest.resolve("model.safetensors")));
        }
        assertArrayEquals(files.get(0), files.get(2));
        assertArrayEquals(files.get(1), files.get(3));
    }

    /** PEFT does not translate the targets of Qwen 2, so that the stacked parameters are named. */
    @Test
    void stackedExpertsAreNamedWhereTheyMustBe() throws IOException {
        Map<String, Object> config = factors(adapter(ModelFolder.seeded(folder, "qwen2_moe", Map.of()), "--targets",
                "gate,gate_proj,up_proj,down_proj")).config();
        assertEquals(List.of("gate_proj", "up_proj", "down_proj"), config.get("target_modules"));
        assertEquals(List.of("mlp.experts.gate_up_proj", "mlp.experts.down_proj", "mlp.gate.weight"),
                config.get("target_parameters"));
        assertEquals(Map.of(".*\\.gate_up_proj", 8), config.get("rank_pattern"));
        assertEquals(Map.of(".*\\.gate_up_proj", 16), config.get("alpha_pattern"));
    }

    @Test
    void reportsNameWhatWasDone() throws IOException {
        Path model = ModelFolder.seeded(folder, "qwen3_moe", Map.of());
        Path out = folder.resolve("out");
        Map<String, Object> report = Run
                .done("lora", model, "--rank", 2, "--targets", "gate_proj,up_proj", "--out", out,
                        "--json")
                .json();
        assertTrue(Run.list(report, "modules").stream().allMatch(module -> ((String) module).contains(".experts.")));
        assertFalse(Run.list(report, "left_out").isEmpty());
        assertEquals(List.of("adapter_model.safetensors"), report.get("weights"));
        String line = Run.done("lora", model, "--rank", 2, "--targets", "q_proj", "--out", out, "--overwrite").out();
        assertTrue(line.contains("3 modules, 1,"), line);
    }

    @Test
    void nothingIsWrittenIfTheOptionsDoNotFit() throws IOException {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        Path out = folder.resolve("out");
        Path rest = folder.resolve("rest");
        List<Object> start = List.of("lora", model, "--out", out, "--rank");
        Run.misused(with(start, 4, "--init", "eva"), "'eva' is unknown", "pissa");
        Run.misused(with(start, 4, "--dtype", "f64"), "F64");
        Run.misused(with(start, 4, "--init", "pissa"), "--residual");
        Run.misused(with(start, 4, "--residual", rest), "--residual is for");
        Run.fails(with(start, 4, "--init", "pissa", "--residual", out), "the folder of its residual");
        Run.fails(with(start, 4, "--init", "pissa", "--residual", model), model.toString());
        Run.fails(List.of("lora", model, "--out", model, "--rank", 4), "the folder of the model");
        Run.fails(List.of("lora", folder, "--out", out, "--rank", 4), "config.json");
        assertFalse(Files.exists(out));
        assertFalse(Files.exists(rest));
    }

    @Test
    void whatIsThereStays() throws IOException {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        Path adapter = adapter(model);
        byte[] before = Files.readAllBytes(adapter.resolve("adapter_model.safetensors"));
        Path rest = folder.resolve("rest");
        Run.fails(List.of("lora", model, "--out", adapter, "--rank", 2), adapter.toString(), "already");
        Run.fails(List.of("lora", model, "--out", adapter, "--rank", 2, "--init", "olora", "--residual", rest),
                adapter.toString(), "already");
        assertFalse(Files.exists(rest));
        assertArrayEquals(before, Files.readAllBytes(adapter.resolve("adapter_model.safetensors")));
        Path other = folder.resolve("other");
        Run.fails(List.of("lora", model, "--out", folder.resolve("new"), "--rank", 2, "--init", "olora", "--residual",
                Files.move(ModelFolder.seeded(folder, "gpt2", Map.of()), other)), other.toString(), "already");
        assertFalse(Files.exists(folder.resolve("new")));
    }

    @Test
    void weightsThatCannotBeDecomposedAreNamed() throws IOException {
        Path eight = ModelFolder.seeded(folder, "llama", Map.of(), "--dtype", "f8_e4m3");
        Path out = folder.resolve("out");
        Run.fails(List.of("lora", eight, "--out", out, "--rank", 2, "--init", "pissa", "--residual",
                folder.resolve("rest")), "q_proj.weight", "F8_E4M3");
        assertFalse(Files.exists(out));
    }

    @Test
    void configIsOnlyWhatPeftKnows() throws IOException {
        Path adapter = adapter(ModelFolder.seeded(folder, "bert", Map.of()));
        Map<String, Object> config = JSON.std.mapFrom(Files.readString(adapter.resolve("adapter_config.json")));
        assertEquals("LORA", config.get("peft_type"));
        assertEquals(true, config.get("init_lora_weights"));
        assertEquals(null, config.get("task_type"));
    }

    private static List<Object> with(List<Object> start, Object... more) {
        List<Object> all = new ArrayList<>(start);
        all.addAll(List.of(more));
        return all;
    }
}
