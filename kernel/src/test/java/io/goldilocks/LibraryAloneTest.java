// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.model.BuiltInModels;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.recipe.Recipes;
import io.goldilocks.save.SaveOptions;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library works where the command's dependencies are not on the path. */
class LibraryAloneTest {
    /** What the other process does: fill memory, plan a model, write a checkpoint. */
    static final class Caller {
        private Caller() {}

        public static void main(String[] args) throws IOException {
            System.out.println("filled " + LibraryExample.run());
            System.out.println("planned " + ModelPlan.of(BuiltInModels.open("gpt2-124m"), null).parameterCount());
            ModelConfig config = ModelConfig.parse("config.json", """
                    {"model_type": "gpt2", "vocab_size": 30, "n_positions": 8, "n_embd": 8, "n_layer": 1, "n_head": 2}
                    """.getBytes(StandardCharsets.UTF_8));
            try (Filler filler = new Filler(1)) {
                new Checkpoints(filler, SaveOptions.DEFAULTS, Progress.NONE).seed(
                        Provenance.of(config, null, Recipes.open("gpt2"), Map.of(), 1), Path.of(args[0]));
            }
        }
    }

    @Test
    void runsWithoutTheCommandsDependencies(@TempDir Path folder) throws IOException, InterruptedException {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("picocli") && !entry.contains("progressbar")
                        && !entry.contains("jline"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "-cp", path, Caller.class.getName(),
                folder.resolve("model").toString()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), err);
        assertTrue(out.contains("filled ") && out.contains("planned 124439808"), out);
        assertTrue(Files.exists(folder.resolve("model/model.safetensors")));
        assertEquals(1, err.lines().count(), "nothing but the runtime's own line on incubating modules: " + err);
    }
}
