// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Adapters, loaded with PEFT: each beginning, on each kind of module. Needs a Python with peft beside what {@link Interop} asks for.
 */
class LoraInteropTest {
    private static final Path SCRIPT = Path.of("src/test/resources/io/goldilocks/adapters.py");
    /** Of outputs that rounding may change, the part of the greatest by which they may differ. */
    private static final double ROUNDING = 1e-5;
    /** The same where the residual is rounded to bf16, of a model of three layers. */
    private static final double COARSE = 0.02;

    @TempDir
    private Path folder;

    private final List<Object> arguments = new ArrayList<>();

    @Test
    @Tag("interop")
    void peftLoadsEveryAdapter() throws Exception {
        for (String family : List.of("llama", "qwen3")) {
            same(family, 0, "default", "q_proj,v_proj");
        }
        same("llama", 0, "zeros", "all-linear");
        same("llama", 0, "gaussian", "embed_tokens,lm_head,down_proj");
        same("llama", ROUNDING, "orthogonal", "all-linear");
        same("gpt2", 0, "default", "c_attn,mlp.c_proj,wte");
        same("gpt2", ROUNDING, "orthogonal", "all-linear");
        same("bert", 0, "default", "all-linear");
        same("t5", 0, "gaussian", "shared,q,wo");
        same("gpt_neox", 0, "default", "all-linear");
        same("mamba2", 0, "default", "in_proj");
        same("vit", ROUNDING, "orthogonal", "all-linear");
        for (String family : List.of("mixtral", "qwen2_moe", "qwen3_moe", "deepseek_v3")) {
            same(family, ROUNDING, "default", "all-linear");
        }
        same("qwen2_moe", ROUNDING, "gaussian", "gate,shared_expert_gate,down_proj", "--rank", "1");
        for (String init : List.of("pissa", "olora")) {
            residual("llama", ROUNDING, init, "all-linear");
            residual("llama", ROUNDING, init, "q_proj", "--rslora");
            residual("gpt2", ROUNDING, init, "all-linear");
            residual("mixtral", ROUNDING, init, "w1,w2,w3,gate,q_proj");
            residual("qwen2_moe", ROUNDING, init, "gate_proj,up_proj,down_proj");
        }
        Path coarse = ModelFolder.seeded(folder, "llama", Map.of(), "--dtype", "bf16");
        residual(coarse, COARSE, "pissa", "all-linear");
        check();
    }

    private void same(String family, double bound, String init, String targets, Object... options) throws IOException {
        Path model = ModelFolder.seeded(folder, family, Map.of());
        add(model, model, bound, init, targets, options);
    }

    private void residual(String family, double bound, String init, String targets, Object... options)
            throws IOException {
        residual(ModelFolder.seeded(folder, family, Map.of()), bound, init, targets, options);
    }

    private void residual(Path model, double bound, String init, String targets, Object... options) throws IOException {
        Path residual = model.resolveSibling(model.getFileName() + ".residual");
        List<Object> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--residual", residual));
        add(model, residual, bound, init, targets, all.toArray());
    }

    private void add(Path model, Path base, double bound, String init, String targets, Object... options) {
        Path adapter = model.resolveSibling(model.getFileName() + "." + init);
        List<Object> command = new ArrayList<>(
                List.of("lora", model, "--alpha", 8, "--init", init, "--targets", targets,
                        "--out", adapter, "--quiet"));
        command.addAll(List.of(options));
        if (!command.contains("--rank")) {
            command.addAll(List.of("--rank", 4));
        }
        Run.done(command.toArray());
        arguments.addAll(List.of(model, base, adapter, bound));
    }

    private void check() throws IOException, InterruptedException {
        List<String> lines = Interop.run(SCRIPT, arguments.toArray());
        if (lines.equals(List.of("peft is missing"))) {
            System.out.println("interop with PEFT was skipped: that Python lacks peft");
            abort("that Python lacks peft");
        }
        assertEquals(List.of(), lines.stream().filter(line -> !line.endsWith(" ok")).toList());
        assertEquals(arguments.size() / 4, lines.size());
    }
}
