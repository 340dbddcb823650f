// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.Refill;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Initializers;
import io.goldilocks.recipe.Selection;
import io.goldilocks.surgery.Reinit;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReinitCommandTest {
    private static final String LAST = "transformer.h.3.";

    @TempDir
    private Path folder;
    private Path model = Path.of("");
    private Path original = Path.of("");
    private Path other = Path.of("");

    /** Four layers, sharded, under seed 5; the same again to compare with; and under seed 9. */
    @BeforeEach
    void seed() {
        model = made("model", "5");
        original = made("original", "5");
        other = made("other", "9");
    }

    @Test
    void lastLayersTakeAnotherSeedAndAllElseStays() throws Exception {
        String summary = Run.done("reinit", model, "--layers", "-1:", "--seed", "9").out();
        assertTrue(summary.startsWith("changed 12 tensors of " + model + " with seed 9: "), summary);
        assertComposed(name -> name.startsWith(LAST));
        Run.done("verify", model);
        assertFalse(Files.exists(model.resolve(".goldilocks")));
    }

    /** The provenance holds the change: the whole is made again from it, and a flipped bit in what was changed is found. */
    @Test
    void provenanceMakesTheChangedCheckpointAgain() throws Exception {
        Run.done("reinit", model, "--layers", "-1:", "--seed", "9");
        Run.done("reinit", model, "--tensors", "*.mlp.c_proj.bias", "--init", "normal(std=0.5)", "--seed", "3");
        Run.done("verify", model);
        Path again = folder.resolve("again");
        Run.done("init", "--from", model, "--out", again, "--max-shard-size", "200KB", "--overwrite");
        assertSame(again, model, _ -> true);
        ModelFolder.flip(model, LAST + "ln_1.weight", 0);
        Run flipped = Run.of("verify", model);
        assertEquals(1, flipped.code());
        assertTrue(flipped.out().contains(LAST + "ln_1.weight"), flipped.out());
    }

    @Test
    void recordedRecipeAndSeedGiveTheFirstBitsAgain() throws Exception {
        Run.done("reinit", model, "--tensors", "*", "--init", "constant(val=7)");
        try (StoredCheckpoint changed = StoredCheckpoint.open(model)) {
            assertEquals(7f, changed.data("transformer.wte.weight").get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0));
        }
        Run.done("reinit", model, "--tensors", "*");
        assertSame(original, model, _ -> true);
        Run.done("verify", model);
    }

    @Test
    void conditionsHoldTogether() throws Exception {
        Run.done("reinit", model, "--layers", "2:", "--tensors", "*.attn.*", "--tensors", "*.ln_1.*", "--seed", "9");
        assertComposed(name -> (name.startsWith("transformer.h.2.") || name.startsWith(LAST))
                && (name.contains(".attn.") || name.contains(".ln_1.")));
    }

    @Test
    void recipeOfChoice() throws Exception {
        Path megatron = folder.resolve("megatron");
        Run.done("init", Run.model("gpt2"), "--out", megatron, "--seed", "5", "--recipe", "small-init",
                "--max-shard-size",
                "200KB");
        Run.done("reinit", model, "--layers", "0:2", "--recipe", "small-init");
        Predicate<String> chosen = name -> name.startsWith("transformer.h.0.") || name.startsWith("transformer.h.1.");
        assertSame(megatron, model, chosen);
        assertSame(original, model, chosen.negate());
        Run.done("verify", model);
    }

    @Test
    void headsAlone() throws Exception {
        Path classifier = folder.resolve("classifier");
        Path expected = folder.resolve("expected");
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(Run.model("gpt2").resolve("config.json"))
                .replace("GPT2LMHeadModel", "GPT2ForSequenceClassification"));
        Run.done("init", config, "--out", classifier, "--seed", "5");
        Run.done("init", config, "--out", expected, "--seed", "6");
        Run.done("reinit", classifier, "--heads", "--seed", "6");
        assertSame(expected, classifier, name -> name.equals("score.weight"));
        Run.misused(List.of("reinit", model, "--heads"), "no tensor of " + model + " is chosen", "tied");
    }

    @Test
    void dryRunChangesNothing() throws Exception {
        String plan = Run.done("reinit", model, "--layers", "-1:", "--seed", "9", "--dry-run").out();
        assertTrue(plan.contains(LAST + "attn.c_attn.weight"), plan);
        assertTrue(plan.contains("would change 12 tensors of " + model), plan);
        assertSame(original, model, _ -> true);
        assertEquals(-1, Files.mismatch(original.resolve("goldilocks.json"), model.resolve("goldilocks.json")));
        assertEquals(12, Run.list(
                Run.done("reinit", model, "--layers", "-1:", "--dry-run", "--json").json(), "tensors").size());
    }

    /** Broken off in the middle: it is known, nothing else can be begun, and the same again ends it with the same bits. */
    @Test
    void brokenOffAndEnded() throws Exception {
        Reinit reinit = Reinit.open(model);
        Refill refill = reinit.plan(Selection.of(List.of("*"), null, false),
                new Refill.ByInitializer(Initializers.normal(0, 1), Optional.empty()), 3);
        try (Filler filler = new Filler(1)) {
            Progress interrupting = (_, _) -> Thread.currentThread().interrupt();
            String message = String.valueOf(assertThrows(CancellationException.class,
                    () -> reinit.run(refill, filler, interrupting)).getMessage());
            assertTrue(Thread.interrupted());
            assertTrue(message.contains("the same command again ends it"), message);
        }
        assertEquals(Optional.of(model.resolve(".goldilocks/reinit.json")), Reinit.underway(model));
        Run verdict = Run.of("verify", model);
        assertEquals(1, verdict.code());
        assertTrue(verdict.out().contains("reinit"), verdict.out());
        Run.fails(List.of("reinit", model, "--layers", "-1:"), "another reinit of it was broken off");
        Run.done("reinit", model, "--tensors", "*", "--init", "normal", "--seed", "3");
        Run.done("reinit", original, "--tensors", "*", "--init", "normal", "--seed", "3");
        assertSame(original, model, _ -> true);
        Run.done("verify", model);
    }

    @Test
    void loneFileByItsNames() throws Exception {
        Path file = Files.copy(model.resolve(first(model)), folder.resolve("some.safetensors"));
        String name;
        try (StoredCheckpoint stored = StoredCheckpoint.open(file)) {
            name = stored.tensors().getFirst().name();
        }
        Run.done("reinit", file, "--tensors", name, "--init", "ones");
        Run.misused(List.of("reinit", file, "--tensors", name), "has no config.json", "give --init");
        Run.misused(List.of("reinit", file, "--layers", "0:1", "--init", "ones"), "has no config.json");
    }

    /** What is under the other name would change too. */
    @Test
    void filesWithASecondNameAreRefused() throws Exception {
        Files.createLink(folder.resolve("second"), model.resolve(first(model)));
        Run.fails(List.of("reinit", model, "--tensors", "*"), "has 2 hard links", "copy the file first");
        assertSame(original, model, _ -> true);
        assertFalse(Files.exists(model.resolve(".goldilocks")), "nothing was begun");
        Path link = Files.createSymbolicLink(folder.resolve("link.safetensors"), original.resolve(first(original)));
        Run.fails(List.of("reinit", link, "--tensors", "*", "--init", "ones"), "is a symbolic link");
    }

    @Test
    void fileThatSaysHowItWasMadeIsRefused() {
        Path file = folder.resolve("w.safetensors");
        Run.done("fill", "--shape", "8x8", "--init", "normal", "--out", file);
        Run.fails(List.of("reinit", file, "--tensors", "*", "--init", "ones"), "its header says how");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--layers 1", "--layers a:b", "--layers 0:0"})
    void malformedLayers(String arguments) {
        Run.misused(concat(List.of("reinit", model), arguments), "malformed: expected START:END");
    }

    @Test
    void contradictionsAndGaps() {
        Run.misused(List.of("reinit", model), "no tensors are chosen");
        Run.misused(List.of("reinit", model, "--tensors", "nothing.*"), "no tensor of " + model + " is chosen",
                "'goldilocks inspect'");
        Run.misused(List.of("reinit", model, "--tensors", "*", "--init", "ones", "--recipe", "hf"), "leave out one");
        Run.misused(List.of("reinit", model, "--tensors", "*", "--layout", "linear"), "--layout goes with --init");
        Run.misused(List.of("reinit", model, "--tensors", "*", "--seed", "x"), "--seed is 'x'");
        Run.misused(List.of("reinit", model, "--tensors", "*.ln_1.bias", "--init", "orthogonal"), "ln_1.bias");
    }

    private static List<Object> concat(List<?> first, String rest) {
        List<Object> all = new ArrayList<>(first);
        all.addAll(List.of(rest.split(" ", -1)));
        return all;
    }

    private Path made(String name, String seed) {
        Path out = folder.resolve(name);
        Run.done("init", Run.model("gpt2"), "--out", out, "--seed", seed, "--max-shard-size", "200KB");
        return out;
    }

    private static String first(Path folder) throws IOException {
        return Run.names(folder).stream().filter(name -> name.endsWith(".safetensors")).findFirst().orElseThrow();
    }

    /** The chosen tensors are those of seed 9, the others those of seed 5. */
    private void assertComposed(Predicate<String> chosen) throws IOException {
        assertSame(other, model, chosen);
        assertSame(original, model, chosen.negate());
    }

    private static void assertSame(Path expected, Path found, Predicate<String> names) throws IOException {
        try (StoredCheckpoint a = StoredCheckpoint.open(expected); StoredCheckpoint b = StoredCheckpoint.open(found)) {
            assertEquals(a.tensors(), b.tensors());
            int compared = 0;
            for (TensorSpec tensor : a.tensors()) {
                if (names.test(tensor.name())) {
                    assertEquals(-1, a.data(tensor.name()).mismatch(b.data(tensor.name())), tensor.name());
                    compared++;
                }
            }
            assertTrue(compared > 0, "nothing was compared");
        }
    }
}
