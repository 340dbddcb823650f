// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitCommandTest {
    @TempDir
    private Path folder;

    @Test
    void dryRunPrintsThePlanAndWritesNothing() throws Exception {
        Path out = folder.resolve("out");
        List<String> lines = Run.done("init", Run.model("gpt2"), "--dry-run", "--out", out).out().lines().toList();
        assertTrue(lines.getFirst().matches("name +shape +dtype +role +rule +initialiser +fan_in +fan_out +bytes"),
                lines.getFirst());
        assertTrue(
                lines.get(1).matches("transformer\\.wte\\.weight +\\[300, 96\\] +F32 +embedding weight +weight +"
                        + "normal\\(mean=0\\.0,std=0\\.02\\) +96 +300 +115,200"),
                lines.get(1));
        assertEquals(1, lines.stream().limit(53).mapToInt(String::length).distinct().count());
        assertTrue(lines.getLast().endsWith("52 tensors, 482,496 parameters, 1,929,984 bytes; nothing was written"),
                lines.getLast());
        assertEquals(List.of(), Run.names(folder));
    }

    @Test
    void dryRunForMachines() {
        Map<String, Object> plan = Run.done("init", Run.model("llama-tied-bias"), "--dry-run", "--json", "--dtype",
                "bf16").json();
        assertEquals("llama", plan.get("family"));
        assertEquals("BF16", plan.get("dtype"));
        List<?> tensors = Run.list(plan, "tensors");
        assertEquals(plan.get("tensor_count"), tensors.size());
        Map<?, ?> first = (Map<?, ?>) tensors.getFirst();
        assertEquals("model.embed_tokens.weight", first.get("name"));
        assertEquals("embedding", first.get("layout"));
        assertTrue(Run.text(first, "initializer").startsWith("zero_row(row=0,of=normal("), first.toString());
        assertTrue(Run.text(first, "resolved").contains(" at "), first.toString());
        assertEquals(tensors.stream().mapToDouble(tensor -> Run.number((Map<?, ?>) tensor, "bytes"))
                .sum(), Run.number(plan, "bytes"));
    }

    /** Tens of thousands of tensors: a few streams for each of them, and the plan would take 7 KB a tensor. */
    @ParameterizedTest
    @ValueSource(strings = {"hf", "megatron"})
    void theLargestPlanTakesLittleMemory(String recipe) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        String[] args = {"init", "deepseek-v3-671b", "--dry-run", "--recipe", recipe};
        long before = threads.getCurrentThreadAllocatedBytes();
        int code = Main.run(args, new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()));
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(0, code);
        assertTrue(bytes < 45_395 * 4_096L, bytes + " bytes allocated");
    }

    @Test
    void summaryIsOneLine() {
        Path out = folder.resolve("a/b");
        String summary = Run.done("init", Run.model("gpt2"), "--out", out).out();
        assertEquals(1, summary.lines().count());
        assertTrue(summary.startsWith("wrote " + out.resolve("model.safetensors")
                + " and config.json: 52 tensors, 482,496 parameters, 1,929,984 bytes in "), summary);
        assertTrue(summary.strip().matches(".* in \\d+\\.\\d\\d s \\(\\d+\\.\\d\\d GB/s\\)"), summary);
    }

    @Test
    void summaryForMachines() {
        Map<String, Object> summary = Run.done("init", Run.model("gpt2"), "--out", folder, "--seed",
                "-9223372036854775808", "--json").json();
        assertEquals(folder.toString(), summary.get("folder"));
        assertEquals(Long.MIN_VALUE, summary.get("seed"));
        assertEquals(52, summary.get("tensor_count"));
        assertEquals(482_496, summary.get("parameters"));
        assertEquals(1_929_984, summary.get("bytes"));
        assertTrue(Run.number(summary, "seconds") > 0);
    }

    @Test
    void summaryNamesTheIndexOfSeveralFiles() throws Exception {
        String size = "800KB";
        List<String> lines = Run.done("init", Run.model("gpt2"), "--out", folder, "--max-shard-size", size, "--verbose")
                .out()
                .lines().toList();
        assertTrue(lines.get(0).startsWith("wrote model-00001-of-00003.safetensors: "), lines.toString());
        assertTrue(lines.get(3).startsWith("wrote " + folder.resolve("model.safetensors.index.json")
                + " of 3 files and config.json: 52 tensors, 482,496 parameters, 1,929,984 bytes in "),
                lines.toString());
        assertEquals(List.of("config.json", "goldilocks.json", "model-00001-of-00003.safetensors",
                "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors", "model.safetensors.index.json"),
                Run.names(folder));
        Map<String, Object> again = Run.done("init", Run.model("gpt2"), "--out", folder, "--max-shard-size", size,
                "--resume", "--json").json();
        assertEquals(3, Run.list(again, "weights").size());
        assertEquals(again.get("weights"), again.get("kept"));
        assertEquals(1_929_984, Run.done("inspect", folder, "--json").json().get("bytes"));
        assertEquals(0, Run.done("verify", folder).code());
    }

    @Test
    void malformedShardSizeIsWrongUsage() throws Exception {
        Run.misused(List.of("init", Run.model("gpt2"), "--out", folder, "--max-shard-size", "5GiB"),
                "--max-shard-size: size '5GiB' is malformed", "5GB");
        assertEquals(List.of(), Run.names(folder));
    }

    @Test
    void quietPrintsNothing() throws Exception {
        assertEquals("", Run.done("init", Run.model("gpt2"), "--out", folder, "--quiet").out());
        assertEquals(List.of("config.json", "goldilocks.json", "model.safetensors"), Run.names(folder));
    }

    @Test
    void seedIsZeroByDefaultAndMatters() throws Exception {
        Path zero = folder.resolve("zero");
        Path unstated = folder.resolve("default");
        Path one = folder.resolve("one");
        Run.done("init", Run.model("gpt2"), "--out", unstated);
        Run.done("init", Run.model("gpt2"), "--out", zero, "--seed", "0");
        Run.done("init", Run.model("gpt2"), "--out", one, "--seed=1");
        assertEquals(-1, Files.mismatch(weights(zero), weights(unstated)));
        assertTrue(Files.mismatch(weights(zero), weights(one)) >= 0);
    }

    @ParameterizedTest
    @CsvSource({"f64, F64, 3859968", "f32, F32, 1929984", "f16, F16, 964992", "bf16, BF16, 964992",
        "f8_e4m3, F8_E4M3, 482496", "f8_e5m2, F8_E5M2, 482496"})
    void dtypeReachesTensorsAndConfig(String option, String dtype, int bytes) throws Exception {
        Run.done("init", Run.model("gpt2"), "--out", folder, "--dtype", option);
        Map<String, Object> report = Run.done("inspect", folder, "--json").json();
        assertEquals(bytes, report.get("bytes"));
        for (Object tensor : Run.list(report, "tensors")) {
            assertEquals(dtype, ((Map<?, ?>) tensor).get("dtype"));
        }
        // What was made can be made again from what was written.
        Map<String, Object> plan = Run.done("init", folder, "--dry-run", "--json").json();
        assertEquals(dtype, plan.get("dtype"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "config.json"})
    void configIsAFileOrItsFolder(String file) {
        assertEquals(52, Run.done("init", Run.model("gpt2").resolve(file), "--dry-run", "--json").json()
                .get("tensor_count"));
    }

    @Test
    void builtInNameIsThatModel() {
        assertEquals("built-in gpt2-124m", Run.done("init", "gpt2-124m", "--dry-run", "--json").json().get("config"));
    }

    @Test
    void folderWithACheckpointIsRefused() throws Exception {
        Run.done("init", Run.model("gpt2"), "--out", folder, "--seed", "1");
        byte[] weights = Files.readAllBytes(weights(folder));
        byte[] config = Files.readAllBytes(folder.resolve("config.json"));
        Run.fails(List.of("init", Run.model("llama"), "--out", folder), folder.toString(),
                "holds a checkpoint already (model.safetensors)", "--overwrite");
        assertEquals(List.of("config.json", "goldilocks.json", "model.safetensors"), Run.names(folder));
        assertArrayEquals(weights, Files.readAllBytes(weights(folder)));
        assertArrayEquals(config, Files.readAllBytes(folder.resolve("config.json")));
        Run.done("init", Run.model("llama"), "--out", folder, "--overwrite");
        assertTrue(Files.readString(folder.resolve("config.json")).contains("\"llama\""));
        assertEquals(List.of("config.json", "goldilocks.json", "model.safetensors"), Run.names(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors.index.json"})
    void partsOfACheckpointAreRefusedToo(String file) throws Exception {
        Files.writeString(folder.resolve(file), "precious");
        Run.fails(List.of("init", "gpt2-124m", "--out", folder), "holds a checkpoint already (" + file + ")");
        assertEquals(List.of(file), Run.names(folder));
        assertEquals("precious", Files.readString(folder.resolve(file)));
    }

    private static Path weights(Path folder) {
        return folder.resolve("model.safetensors");
    }
}
