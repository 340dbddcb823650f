// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The configs that come with Goldilocks: those of published models, as transformers 5.18 writes them. */
public final class BuiltInModels {
    private static final List<String> NAMES = List.of("bert-base", "deepseek-v3-671b", "gpt2-124m", "gpt2-xl-1.5b",
            "llama-3.1-8b", "llama-3.1-70b", "llama-3.2-1b", "mamba2-130m", "mixtral-8x7b", "qwen3-0.6b", "t5-small",
            "vit-base-16");

    private BuiltInModels() {}

    /**
     * Lists the models.
     *
     * @return their names
     */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * Reads the config of a model.
     *
     * @param name one of {@link #names}
     * @return the config
     * @throws IllegalArgumentException for an unknown name; the message lists those there are
     */
    public static ModelConfig open(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "unknown built-in model '" + name + "': expected one of " + String.join(", ", NAMES));
        }
        try (InputStream in = BuiltInModels.class.getResourceAsStream(name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks the config of " + name + ": build it again");
            }
            return ModelConfig.parse("built-in " + name, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
