// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The recipes that come with Goldilocks, each a resource in the format of {@link Recipe}. */
public final class Recipes {
    /** What a model gets that is asked for without a recipe: the rules of the library that it belongs to. */
    public static final String DEFAULT = "hf";

    private static final List<String> NAMES = List.of(DEFAULT, "torch-defaults", "gpt2", "megatron", "full-megatron",
            "mitchell", "small-init", "llama-depth", "mup", "t-fixup", "deepnorm");
    private static final Map<String, String> OTHER_NAMES = Map.of("neox", "small-init");

    private Recipes() {}

    /**
     * Lists the recipes.
     *
     * @return their names
     */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * Tells whether a recipe comes with Goldilocks.
     *
     * @param name a name
     * @return true for {@link #names} and other names of theirs
     */
    public static boolean has(String name) {
        return NAMES.contains(name) || OTHER_NAMES.containsKey(name);
    }

    /**
     * Opens a recipe.
     *
     * @param name one of {@link #names}, or {@code neox}, another name of {@code small-init}
     * @return the recipe
     * @throws IllegalArgumentException for an unknown name; the message lists those there are
     */
    public static Recipe open(String name) {
        if (!has(name)) {
            throw new IllegalArgumentException(
                    "unknown recipe '" + name + "': expected one of " + String.join(", ", NAMES));
        }
        String resource = OTHER_NAMES.getOrDefault(name, name);
        return Recipe.of(JsonObject.parse("built-in recipe " + resource, bytes(resource)));
    }

    private static byte[] bytes(String name) {
        try (InputStream in = Recipes.class.getResourceAsStream(name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks the recipe " + name + ": build it again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
