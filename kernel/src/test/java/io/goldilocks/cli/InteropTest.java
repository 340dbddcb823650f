// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

/**
 * What the command writes, loaded and run by transformers: every class of every family, in a small model of six layers. For the
 * Python see {@link Interop}.
 */
class InteropTest {
    private static final Path SAVED = Path.of("src/test/resources/io/goldilocks/saved.py");
    private static final int LAYERS = 6;

    @TempDir
    private Path folder;

    @Test
    @Tag("interop")
    void transformersLoadsAndRunsEveryClass() throws Exception {
        List<Path> checkpoints = checkpoints();
        List<String> lines = Interop.run(Interop.SCRIPT, checkpoints.toArray());
        List<String> wrong = lines.stream().filter(line -> !line.endsWith(" ok")).toList();
        assertTrue(wrong.isEmpty(), () -> String.join(System.lineSeparator(), wrong));
        assertEquals(checkpoints.size(), lines.size());
    }

    /** In many files, under the recipe of the library: nothing is found; under another recipe, in each model something is. */
    @Test
    @Tag("interop")
    void whatTransformersSavesIsVerified() throws Exception {
        List<String> families = List.of("bert", "deepseek_v3", "gemma", "gemma2", "gpt2", "gpt_neox", "llama", "mamba2",
                "mistral", "mixtral", "qwen2", "qwen2_moe", "qwen3", "qwen3_moe", "t5", "vit");
        Object[] folders = families.stream().flatMap(family -> Stream.of(Run.model(family), folder.resolve(family)))
                .toArray();
        assertEquals(families.size(), Interop.run(SAVED, folders).size());
        for (String family : families) {
            String out = Run.done("verify", folder.resolve(family), "--recipe", "hf").out();
            assertTrue(out.endsWith(": nothing found\n"), out);
            assertEquals(1, Run.of("verify", folder.resolve(family), "--recipe", "torch-defaults").code(), family);
        }
    }

    private List<Path> checkpoints() throws IOException {
        List<Path> checkpoints = new ArrayList<>();
        try (Stream<String> lines = Files.lines(Run.model("heads.txt"))) {
            for (String line : (Iterable<String>) lines.filter(line -> !line.startsWith("#"))::iterator) {
                String[] columns = line.split(" *\\| *", -1);
                Path checkpoint = folder.resolve(columns[1]);
                Path config = Files.writeString(folder.resolve(columns[1] + ".json"),
                        JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(config(columns[0], columns[1])));
                // Every other one in several files.
                Run.done("init", config, "--out", checkpoint, "--quiet", "--max-shard-size",
                        checkpoints.size() % 2 == 0 ? "5GB" : "200KB");
                checkpoints.add(checkpoint);
            }
        }
        return checkpoints;
    }

    /** A class of a family, made deep enough to see what depth does, where it is not the mixture's pattern that is stated. */
    private static Map<String, @Nullable Object> config(String family, String name) {
        // The text model of Gemma 3 has the fields of Gemma 2; nothing of it was saved.
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(
                Run.resource(family.equals("gemma3_text") ? "gemma2" : family, "config.json"));
        fields.put("model_type", family);
        fields.put("architectures", List.of(name));
        for (String layers : List.of("num_hidden_layers", "n_layer", "num_layers", "num_decoder_layers")) {
            fields.computeIfPresent(layers, (_, _) -> LAYERS);
        }
        // Of the old depth, or of Gemma 2: the library makes its own.
        fields.remove("layer_types");
        if (family.equals("gemma3_text")) {
            fields.remove("rope_parameters");
        }
        if (family.equals("t5")) {
            fields.put("decoder_start_token_id", 0);
        }
        return fields;
    }
}
