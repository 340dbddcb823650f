// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that the README's guide to surgery shows, as they stand there, on small models of those names. */
class GuideTest {
    @TempDir
    private Path folder;

    /** Without what stands in brackets, which may be left out. */
    private static List<List<String>> commands() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String guide = readme.substring(readme.indexOf("\n## Surgery\n"), readme.indexOf("\n## Recipes\n"));
        return Pattern.compile("^(?:```sh\n)?goldilocks (.*)$", Pattern.MULTILINE).matcher(guide).results()
                .map(found -> List.of(found.group(1).replaceAll(" \\[[^]]*]", "").split(" "))).toList();
    }

    @Test
    void everyExampleRunsAndItsResultIsVerified() throws IOException {
        Files.move(ModelFolder.seeded(folder, "llama", Map.of()), folder.resolve("my-llama"));
        Files.move(ModelFolder.seeded(folder, "mistral", Map.of()), folder.resolve("my-mistral"));
        List<String> names = new ArrayList<>();
        for (List<String> command : commands()) {
            names.add(command.getFirst());
            List<Object> arguments = new ArrayList<>(command);
            arguments.set(1, folder.resolve(command.get(1)));
            for (String option : List.of("--out", "--residual")) {
                int at = command.indexOf(option);
                if (at >= 0) {
                    arguments.set(at + 1, folder.resolve(command.get(at + 1)));
                }
            }
            // Two examples write the same adapter.
            arguments.addAll(List.of("--overwrite", "--quiet"));
            Run.done(arguments.toArray());
            for (Object written : arguments) {
                if (written instanceof Path path && !written.equals(arguments.get(1))) {
                    Run.done("verify", path, "--base", arguments.get(1));
                }
            }
        }
        assertEquals(List.of("extend-vocab", "add-head", "upcycle", "lora", "lora"), names);
    }
}
