// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that were changed, held against what transformers makes of the old ones; for the Python see {@link Interop}. */
@Tag("interop")
class SurgeryInteropTest {
    private static final Path SCRIPT = Path.of("src/test/resources/io/goldilocks/surgery.py");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma", "gpt2", "gpt_neox"})
    void newTokensAreLikeThoseOfTransformers(String family) throws Exception {
        Path model = ModelFolder.seeded(folder, family, Map.of());
        Path out = folder.resolve("out");
        Run.done("extend-vocab", model, "--to", 4000, "--out", out, "--quiet");
        assertEquals(List.of("ok"), Interop.run(SCRIPT, "resize", model, out));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "mistral", "qwen2"})
    void mixturesComputeWhatTheDenseModelDid(String family) throws Exception {
        Path model = ModelFolder.seeded(folder, family, Map.of("initializer_range", 0.1));
        Path out = folder.resolve("out");
        Run.done("upcycle", model, "--experts", 4, "--out", out, "--quiet");
        assertEquals(List.of("ok"), Interop.run(SCRIPT, "same", model, out));
    }

    /** Every head of {@code heads.txt} on the first class of its family. */
    @Test
    void transformersLoadsAndRunsEveryNewHead() throws Exception {
        List<Object> folders = new ArrayList<>();
        for (String line : Files.readAllLines(Run.model("heads.txt"))) {
            String[] columns = line.split(" *\\| *", -1);
            if (!line.startsWith("#") && columns[1].contains("Classification") && !columns[0].equals("gemma3_text")) {
                Path model = ModelFolder.seeded(folder, columns[0], Map.of());
                Path out = folder.resolve(columns[1]);
                String head = columns[1].substring(columns[1].indexOf("For") + 3).replace("Classification", "")
                        .toLowerCase(java.util.Locale.ROOT) + "-classification";
                if (!head.equals("image-classification")) {
                    Run.done("add-head", model, "--head", head, "--labels", 5, "--out", out, "--quiet");
                    folders.add(out);
                }
            }
        }
        List<String> lines = Interop.run(Interop.SCRIPT, folders.toArray());
        assertEquals(List.of(), lines.stream().filter(line -> !line.endsWith(" ok")).toList());
        assertEquals(folders.size(), lines.size());
    }
}
