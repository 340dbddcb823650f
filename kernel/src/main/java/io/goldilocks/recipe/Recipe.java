// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonWriter;
import io.goldilocks.model.ModelPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Rules that give every tensor of a model its initialiser. The first rule that matches a tensor decides. Immutable and
 * thread-safe.
 */
public final class Recipe {
    private final JsonObject document;
    private final String name;
    private final String formula;
    private final String source;
    private final Map<String, OptionalDouble> options;
    private final Map<String, Expression> definitions;
    private final List<RecipeRule> rules;
    private final List<ModelMultiplier> multipliers;

    Recipe(JsonObject document, Map<String, OptionalDouble> options, Map<String, Expression> definitions,
            List<RecipeRule> rules, List<ModelMultiplier> multipliers) {
        this.document = document;
        this.name = document.text("name");
        this.formula = document.text("formula");
        this.source = document.text("source");
        this.options = options;
        this.definitions = definitions;
        this.rules = rules;
        this.multipliers = multipliers;
    }

    /**
     * Reads a file.
     *
     * @param file the recipe
     * @return the recipe
     * @throws IOException if the file cannot be read
     * @throws JsonException as {@link #of} does
     */
    public static Recipe read(Path file) throws IOException {
        return of(JsonObject.read(file));
    }

    /**
     * Reads a document.
     *
     * @param document the recipe
     * @return the recipe
     * @throws JsonException if a field is missing, unknown or malformed; the message names the rule
     */
    public static Recipe of(JsonObject document) {
        return new RecipeReader(document).read();
    }

    /**
     * Returns what it is called.
     *
     * @return for example {@code megatron}
     */
    public String name() {
        return name;
    }

    /**
     * Says what it does.
     *
     * @return one line
     */
    public String formula() {
        return formula;
    }

    /**
     * Says where it is from.
     *
     * @return one line
     */
    public String source() {
        return source;
    }

    /**
     * Returns the options there are.
     *
     * @return the default of each, or nothing if it must be given
     */
    public Map<String, OptionalDouble> options() {
        return options;
    }

    /**
     * Returns the document.
     *
     * @return the whole recipe as it was read
     */
    public JsonObject document() {
        return document;
    }

    /**
     * Returns a hash of the whole recipe, however it is laid out in its file.
     *
     * @return SHA-256 in hex of the document as {@link JsonWriter} writes it, in UTF-8
     */
    public String sha256() {
        try {
            byte[] text = JsonWriter.write(document.root()).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /**
     * Puts a plan under the recipe.
     *
     * @param plan the plan with the library's own rules
     * @param given values for options
     * @return the plan with the recipe's rules, and what the trainer is asked to multiply
     * @throws IllegalArgumentException if an option is unknown or missing, a tensor has no rule, a rule that is not optional
     *     has no tensor, or an initialiser does not fit a tensor; the message names recipe, rule and tensor
     */
    public AppliedRecipe apply(ModelPlan plan, Map<String, Double> given) {
        Map<String, Double> values = RecipeOptions.complete(this, given);
        return new RecipeApplication(this, new Scope(values, definitions, plan, Optional.empty()))
                .apply(plan);
    }

    List<RecipeRule> rules() {
        return rules;
    }

    List<ModelMultiplier> multipliers() {
        return multipliers;
    }
}
