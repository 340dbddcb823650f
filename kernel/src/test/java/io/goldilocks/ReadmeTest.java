// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.recipe.Recipes;
import io.goldilocks.rng.StreamProvider;
import io.goldilocks.save.SaveOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README shows is what there is. */
class ReadmeTest {
    private static String readme() throws IOException {
        return Files.readString(Path.of("../README.md"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LibraryExample", "SurgeryExample"})
    void exampleIsTheOneThatIsCompiled(String name) throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/goldilocks", name + ".java"));
        String example = source.substring(source.indexOf("// README: begin\n") + "// README: begin\n".length(),
                source.indexOf("        // README: end")).stripTrailing().stripIndent() + "\n";
        assertTrue(readme().contains("```java\n" + example + "```"),
                "README.md shows another example than this:\n" + example);
    }

    @Test
    void exampleOperates(@TempDir Path folder) throws IOException {
        Path model = folder.resolve("model");
        ModelConfig config = ModelConfig.read(Path.of("src/test/resources/io/goldilocks/model/llama/config.json"));
        try (Filler filler = new Filler(1)) {
            new Checkpoints(filler, SaveOptions.DEFAULTS, Progress.NONE)
                    .seed(Provenance.of(config, null, Recipes.open("hf"), Map.of(), 1), model);
        }
        Path larger = folder.resolve("larger");
        SurgeryExample.run(model, larger);
        assertEquals(40_000, ModelConfig.read(larger.resolve("config.json")).size("vocab_size"));
    }

    /** std = √(2/1024) by fan_in 1024: the first value is that of the stream, scaled. */
    @Test
    void exampleFills() {
        float first = LibraryExample.run();
        assertTrue(first != 0 && Math.abs(first) < 7 * Math.sqrt(2.0 / 1024), "first value is " + first);
        assertEquals(first, LibraryExample.run());
        assertTrue(StreamProvider.at(42, "layers.0.mlp.weight", 0).nextInt() != 0);
    }

    /** The README's table of packages says what the architecture test enforces. */
    @Test
    void packagesAreThoseOfTheArchitecture() throws IOException {
        Map<String, Set<String>> shown = new TreeMap<>();
        Matcher rows = Pattern.compile("^\\| `([a-z.]+)` \\|[^|]*\\| ([^|]*) \\|$", Pattern.MULTILINE)
                .matcher(readme());
        while (rows.find()) {
            Set<String> targets = new TreeSet<>();
            Matcher names = Pattern.compile("`([a-z.]+)`").matcher(rows.group(2));
            while (names.find()) {
                targets.add(names.group(1));
            }
            shown.put(rows.group(1), targets);
        }
        Map<String, Set<String>> enforced = new TreeMap<>();
        ArchitectureTest.MAY_IMPORT.forEach((name, targets) -> {
            Set<String> renamed = new TreeSet<>();
            targets.forEach(target -> renamed.add(frontDoor(target)));
            enforced.put(frontDoor(name), renamed);
        });
        assertEquals(enforced, shown);
    }

    private static String frontDoor(String name) {
        return name.isEmpty() ? "io.goldilocks" : name;
    }
}
