// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adapters, and what they leave of the model, are made again: without the model as far as that goes, with it wholly. */
class AdapterVerifyTest {
    private static final String QUERY = "model.layers.1.self_attn.q_proj";
    private static final String A = "base_model.model." + QUERY + ".lora_A.weight";

    @TempDir
    private Path folder;

    private Path adapter(Path model, Object... options) {
        Path adapter = folder.resolve("adapter" + System.nanoTime());
        List<Object> arguments = new ArrayList<>(List.of("lora", model, "--rank", 4, "--alpha", 8, "--out", adapter,
                "--quiet"));
        arguments.addAll(List.of(options));
        Run.done(arguments.toArray());
        return adapter;
    }

    private static Run verified(int code, Object path, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("verify", path));
        arguments.addAll(List.of(options));
        Run run = Run.of(arguments.toArray());
        assertEquals(code, run.code(), run.out() + run.err());
        return run;
    }

    private static void assertTells(String text, String... pieces) {
        for (String piece : pieces) {
            assertTrue(text.contains(piece), () -> "expected '" + piece + "' in " + text);
        }
    }

    @ParameterizedTest
    @CsvSource({"gaussian, philox4x32-10", "gaussian, chacha8", "orthogonal, philox4x32-10", "orthogonal, chacha8"})
    void whatDoesNotTakeTheModelIsMadeAgainWithoutIt(String init, String engine) throws IOException {
        Path model = ModelFolder.seeded(folder, "gpt2", Map.of());
        Path adapter = adapter(model, "--init", init, "--targets", "c_attn,wte", "--seed", 3, "--engine", engine);
        verified(0, adapter, "--threads", 3);
        verified(0, adapter.resolve("adapter_model.safetensors"));
        String attention = "base_model.model.transformer.h.1.attn.c_attn.lora_A.weight";
        ModelFolder.flip(adapter, attention, 97);
        assertTells(verified(1, adapter).out(), attention, "[1, 1]", "the only one of 384");
    }

    @Test
    void enginesMakeValuesOfTheirOwn() throws IOException {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        byte[] cipher = Files.readAllBytes(adapter(model, "--engine", "chacha8").resolve("adapter_model.safetensors"));
        byte[] counter = Files.readAllBytes(adapter(model).resolve("adapter_model.safetensors"));
        assertFalse(Files.readString(adapter(model, "--engine", "chacha8").resolve("goldilocks.json"))
                .contains("philox"));
        assertTrue(Arrays.mismatch(cipher, counter) >= 0);
        Run.misused(List.of("lora", model, "--rank", 4, "--out", folder.resolve("none"), "--engine", "mt19937"),
                "engine 'mt19937' is unknown");
    }

    /** A true one passes with any number of threads; a bit that differs is found where it stands. */
    @ParameterizedTest
    @CsvSource({"pissa, llama, f32, model.layers.1.mlp.down_proj", "olora, llama, f16, model.layers.1.mlp.down_proj",
        "pissa, gpt2, f32, transformer.h.1.attn.c_attn", "pissa, llama, bf16, model.layers.1.mlp.down_proj"})
    void whatWasTakenOffTheModelIsMadeAgainFromIt(String init, String family, String dtype, String module)
            throws IOException {
        Path model = ModelFolder.seeded(folder, family, Map.of(), "--dtype", dtype);
        Path rest = folder.resolve("rest");
        Path adapter = adapter(model, "--init", init, "--targets", "all-linear", "--residual", rest, "--threads", 2);
        for (int threads : new int[]{1, 3}) {
            verified(0, adapter, "--base", model, "--threads", threads);
            verified(0, rest, "--base", model, "--threads", threads);
        }
        String factor = "base_model.model." + module + ".lora_B.weight";
        ModelFolder.flip(adapter, factor, 9);
        assertTells(verified(1, adapter, "--base", model).out(), factor + ": expected ", "element [2, 1]",
                ": 1 finding");
        long width = ModelFolder.read(rest).spec(module + ".weight").shape().extent(1);
        ModelFolder.flip(rest, module + ".weight", 3 * width + 5);
        assertTells(verified(1, rest, "--base", model).out(), module + ".weight: expected ", "element [3, 5]",
                ": 1 finding");
    }

    /** What was not checked is named, and is no success; what can be checked is. */
    @Test
    void withoutTheModelNoMoreIsSaidThanWasChecked() throws IOException {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        Path rest = folder.resolve("rest");
        Path adapter = adapter(model, "--init", "pissa", "--targets", "q_proj,embed_tokens", "--residual", rest);
        Run partly = verified(2, adapter);
        assertTells(partly.out(),
                A + ": not checked, as it was calculated from the model that this came out of (--base)",
                "2 tensors made again", ": 6 not checked");
        Map<String, Object> report = verified(2, rest, "--json").json();
        assertEquals(List.of(QUERY.replace('1', '0') + ".weight", QUERY + ".weight", QUERY.replace('1', '2')
                + ".weight"), report.get("unchecked"));
        assertEquals(List.of(), report.get("findings"));
        ModelFolder.flip(rest, "model.norm.weight", 0);
        assertTells(verified(1, rest).out(), "model.norm.weight", "SHA-256", "1 finding, 3 not checked");
    }

    @Test
    void anotherModelIsNoBase() throws IOException {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        Path other = ModelFolder.seeded(folder, "llama", Map.of("initializer_range", 0.03));
        Path small = ModelFolder.seeded(folder, "gpt2", Map.of());
        Path rest = folder.resolve("rest");
        Path adapter = adapter(model, "--init", "olora", "--residual", rest);
        for (Path wrong : List.of(other, rest)) {
            assertTells(verified(2, adapter, "--base", wrong).err(), wrong + " is not the model", "q_proj.weight",
                    "SHA-256", "name that one as the base");
        }
        assertTells(verified(2, rest, "--base", other).err(), other + " is not the model");
        assertTells(verified(2, adapter, "--base", small).err(), small + " is not the model", "is missing");
    }

    /** Nothing is calculated that the file is too small for. */
    @Test
    void aStrangersDocumentDoesNotChooseTheMemory() throws IOException {
        Path adapter = adapter(ModelFolder.seeded(folder, "llama", Map.of()), "--init", "orthogonal");
        Path document = adapter.resolve("goldilocks.json");
        Files.writeString(document, Files.readString(document).replace("\"rank\": 4", "\"rank\": 60000")
                .replace("\"hidden_size\": 96", "\"hidden_size\": 96000")
                .replace("\"head_dim\": 16", "\"head_dim\": 32000"));
        assertTells(verified(1, adapter).out(), A + ": expected shape [60000, 96000], found [4, 96]", "13 findings");
    }

    /** Of an adapter that takes nothing of a model, no model is asked. */
    @Test
    void aBaseThatIsNotNeededIsNotUsed() throws IOException {
        Path adapter = adapter(ModelFolder.seeded(folder, "llama", Map.of()));
        verified(0, adapter, "--base", ModelFolder.seeded(folder, "gpt2", Map.of()));
    }

    /** Where the model lies may change; what PEFT makes of the adapter may not. */
    @Test
    void theFileOfPeftIsCompared() throws IOException {
        Path adapter = adapter(ModelFolder.seeded(folder, "llama", Map.of()));
        Path config = adapter.resolve("adapter_config.json");
        String text = Files.readString(config);
        Files.writeString(config, text.replace(folder.toString(), "/elsewhere"));
        verified(0, adapter);
        Files.writeString(config, text.replace("\"lora_alpha\": 8", "\"lora_alpha\": 16"));
        assertTells(verified(1, adapter).out(), "adapter_config.json", "'lora_alpha'", "8", "16");
        Files.delete(config);
        assertTells(verified(1, adapter).out(), "adapter_config.json: expected a document, found none");
    }

    /** The words of a factor are those of its name, whichever engine makes them. */
    @Test
    void theSameAgainHasTheSameBits() throws IOException {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        Object[] options = {"--init", "orthogonal", "--engine", "chacha8", "--seed", -9};
        assertArrayEquals(Files.readAllBytes(adapter(model, options).resolve("adapter_model.safetensors")),
                Files.readAllBytes(adapter(model, options).resolve("adapter_model.safetensors")));
    }
}
