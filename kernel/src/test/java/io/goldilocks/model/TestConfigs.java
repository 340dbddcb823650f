// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.json.Documents;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;
import tools.jackson.jr.ob.JSON;

/** Configs of the test resources, and small changes to them. */
final class TestConfigs {
    static final Object ABSENT = new Object();

    /** The folders that hold what transformers saved; see PROVENANCE.md beside them. */
    static final List<String> MANIFESTS = List.of("bert", "deepseek_v3", "gemma", "gemma2", "gpt2", "gpt2-cross",
            "gpt_neox", "llama", "llama-heads", "llama-tied-bias", "mamba2", "mistral", "mixtral", "qwen2", "qwen2_moe",
            "qwen3",
            "qwen3_moe", "t5", "vit");

    private TestConfigs() {}

    static List<String> manifests() {
        return MANIFESTS;
    }

    /** All the folders: those above, then those with unusual flags. */
    static List<String> allManifests() {
        return Stream.concat(MANIFESTS.stream(), flagManifests().stream()).toList();
    }

    /** The folders that flags.py made. */
    static List<String> flagManifests() {
        String folder = "flags";
        try (Stream<Path> made = Files.list(Path.of(
                Objects.requireNonNull(TestConfigs.class.getResource(folder), folder).toURI()))) {
            return made.map(path -> folder + "/" + path.getFileName()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError("the resources stand in folders", e);
        }
    }

    /** Reads a JSON object from the folder of a manifest. */
    static Map<String, @Nullable Object> read(String folder, String file) {
        try (InputStream in = Objects.requireNonNull(
                TestConfigs.class.getResourceAsStream(folder + "/" + file), folder)) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.putAll(JSON.std.mapFrom(in.readAllBytes()));
            return fields;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder's config with some fields set to other values, null among them, or taken out. */
    static ModelConfig changed(String folder, @Nullable Object... fieldsAndValues) {
        Map<String, @Nullable Object> fields = read(folder, "config.json");
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            String field = (String) Objects.requireNonNull(fieldsAndValues[i]);
            if (fieldsAndValues[i + 1] == ABSENT) {
                fields.remove(field);
            } else {
                fields.put(field, fieldsAndValues[i + 1]);
            }
        }
        return parse(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(fields));
    }

    static ModelConfig parse(String json) {
        return ModelConfig.parse("config.json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** Asserts that the call is refused, by the file's name and with each of the pieces in the message. */
    static void assertRefused(Executable call, String... pieces) {
        Documents.assertRefused(call, pieces);
    }

    static void assertPlanRefused(ModelConfig config, String... pieces) {
        assertRefused(() -> ModelPlan.of(config, null), pieces);
    }
}
