// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that came out of others, and of which tensors are made anew afterwards; and how they differ from the others. */
class SurgeryReinitTest {
    private static final String LAST = "model.layers.2.";
    private static final String HEAD = "lm_head.weight";

    @TempDir
    private Path folder;
    private Path model = Path.of("");
    private Path larger = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        model = ModelFolder.seeded(folder, "llama", Map.of());
        larger = folder.resolve("larger");
        Run.done("extend-vocab", model, "--to", 400, "--seed", 3, "--out", larger, "--quiet");
    }

    /** Two models have the same bits where the name fits. */
    private static void assertSame(Path expected, Path found, Predicate<String> names) throws IOException {
        ModelFolder there = ModelFolder.read(found);
        for (Map.Entry<String, byte[]> tensor : ModelFolder.read(expected).tensors().entrySet()) {
            if (names.test(tensor.getKey())) {
                assertArrayEquals(tensor.getValue(), there.bytes(tensor.getKey()), tensor.getKey());
            }
        }
    }

    @Test
    void aLayerIsMadeAnewAndTheWholeIsVerified() throws IOException {
        Path other = ModelFolder.seeded(folder, "llama", Map.of("vocab_size", 400));
        Run.done("reinit", larger, "--layers", "-1:", "--seed", 5, "--quiet");
        assertSame(other, larger, name -> name.startsWith(LAST));
        assertSame(model, larger, name -> name.startsWith("model.layers.") && !name.startsWith(LAST));
        Run.done("verify", larger);
        Run.done("verify", larger, "--base", model);
        Run.done("reinit", larger, "--tensors", HEAD, "--init", "constant(val=7)", "--quiet");
        Run.done("reinit", larger, "--tensors", LAST + "mlp.*", "--recipe", "gpt2", "--quiet");
        Run.done("verify", larger);
        assertTrue(Arrays.stream(ModelFolder.read(larger).elements(HEAD)).allMatch(x -> x == 7));
        ModelFolder.flip(larger, LAST + "mlp.up_proj.weight", 97);
        Run found = Run.of("verify", larger);
        assertEquals(1, found.code());
        assertTrue(found.out().contains(LAST + "mlp.up_proj.weight: expected") && found.out().contains("[1, 1]"),
                found.out());
        // What the surgery made is still known: the rows of the embedding, after the head's have gone.
        ModelFolder.flip(larger, "model.embed_tokens.weight", 350 * 96);
        assertTrue(Run.of("verify", larger).out().contains("[350, 0]"));
    }

    /** Files that were linked, or would have been, have the old model's header, before and after. */
    @Test
    void headersOfTheOldModelAreNoDifference() throws IOException {
        Path sharded = ModelFolder.seeded(folder, "llama", Map.of(), "--max-shard-size", "200KB");
        Path linked = ModelFolder.operated(folder, sharded, "extend-vocab", "--to", 400, "--link");
        Run.fails(List.of("reinit", linked, "--layers", "-1:"), "has 2 hard links", "copy the file first");
        for (String name : Run.names(linked)) {
            Path copy = Files.copy(linked.resolve(name), folder.resolve("copy"));
            Files.move(copy, linked.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Run.done("reinit", linked, "--layers", "-1:", "--quiet");
        Run.done("verify", linked);
    }

    @Test
    void seedAndEngineAreThoseOfTheSurgery() throws IOException {
        Path cipher = folder.resolve("cipher");
        Run.done("extend-vocab", model, "--to", 400, "--seed", 3, "--engine", "chacha8", "--out", cipher, "--quiet");
        Run.done("reinit", cipher, "--layers", "-1:", "--quiet");
        Path expected = ModelFolder.seeded(folder, "llama", Map.of());
        Run.done("init", expected, "--seed", 3, "--engine", "chacha8", "--out", expected, "--overwrite", "--quiet");
        assertSame(expected, cipher, name -> name.startsWith(LAST));
        Run.done("verify", cipher);
    }

    /** What was calculated from the old model and then made anew takes that model no more. */
    @Test
    void expertsThatAreMadeAnewNeedNoBase() {
        Path mixture = folder.resolve("mixture");
        Run.done("upcycle", model, "--experts", 3, "--noise", 0.1, "--out", mixture, "--quiet");
        Run.done("reinit", mixture, "--tensors", "*.experts.1.*", "--quiet");
        Run partly = Run.of("verify", mixture);
        assertEquals(2, partly.code());
        assertTrue(partly.out().contains(": 18 not checked"), partly.out());
        Run.done("verify", mixture, "--base", model);
        Run.done("reinit", mixture, "--tensors", "*.experts.*", "--quiet");
        Run.done("verify", mixture);
    }

    @Test
    void whatCouldNotBeKnownAgainIsRefused() throws IOException {
        Path adapter = folder.resolve("adapter");
        Run.done("lora", model, "--rank", 2, "--out", adapter, "--quiet");
        byte[] factors = Files.readAllBytes(adapter.resolve("adapter_model.safetensors"));
        Run.fails(List.of("reinit", adapter, "--tensors", "*", "--init", "ones"), "cannot change " + adapter,
                "make the adapter again by lora");
        assertArrayEquals(factors, Files.readAllBytes(adapter.resolve("adapter_model.safetensors")));
        byte[] weights = Files.readAllBytes(larger.resolve("model.safetensors"));
        Path config = larger.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"initializer_range\": 0.02",
                "\"initializer_range\": 0.03"));
        Run.fails(List.of("reinit", larger, "--layers", "-1:"), "config.json is not the one of goldilocks.json");
        assertArrayEquals(weights, Files.readAllBytes(larger.resolve("model.safetensors")));
        Run.done("reinit", larger, "--layers", "-1:", "--init", "ones", "--quiet");
    }

    @Test
    void differencesFromTheOldModelAreTold() {
        Run run = Run.of("diff", model, larger, "--json");
        assertEquals(1, run.code(), run.err());
        assertEquals(2, run.json().get("different"));
        assertTrue(Run.list(run.json(), "differences").contains(Map.of("name", HEAD, "kind", "shape", "a", "[320, 96]",
                "b", "[400, 96]")), run.out());
        Run.done("diff", larger, larger.resolve("goldilocks.json"));
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Run.done("lora", model, "--rank", 2, "--out", first, "--quiet");
        Run.done("lora", model, "--rank", 2, "--out", second, "--seed", 1, "--quiet");
        Run.done("diff", first, first.resolve("adapter_model.safetensors"));
        Run adapters = Run.of("diff", first, second, "--json");
        assertEquals(1, adapters.code(), adapters.err());
        // A of two modules in each of three layers; B is zeros.
        assertEquals(6, adapters.json().get("different"));
    }
}
