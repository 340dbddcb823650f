// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.init.Initializers;
import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.model.Role;
import io.goldilocks.model.Stack;
import io.goldilocks.recipe.Match.Kind;
import io.goldilocks.recipe.Match.LayerRange;
import io.goldilocks.recipe.Match.ModelKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads and checks the document of a recipe; what depends on a model is checked when the recipe is applied. */
final class RecipeReader {
    private static final int MAX_RULES = 1000;
    private static final String KEEP = "keep";

    private final JsonObject document;
    private final Set<String> known = new HashSet<>(ModelVariable.names());

    RecipeReader(JsonObject document) {
        this.document = document;
    }

    Recipe read() {
        document.requireOnly(List.of("name", "formula", "source", "options", "let", "rules", "multipliers"));
        Map<String, OptionalDouble> options = options();
        Map<String, Expression> definitions = expressions(document, "let", true);
        List<RecipeRule> rules = rules();
        return new Recipe(document, options, definitions, rules, modelMultipliers());
    }

    private Map<String, OptionalDouble> options() {
        Map<String, OptionalDouble> options = new LinkedHashMap<>();
        document.optionalObject("options").ifPresent(object -> object.root().fields().keySet().forEach(name -> {
            define(object, name);
            options.put(name, object.find(name).isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(object.number(name, -Double.MAX_VALUE, Double.MAX_VALUE, 0)));
        }));
        return Collections.unmodifiableMap(options);
    }

    /** Reads expressions by name; those that define variables may use the ones before them, so that none is circular. */
    private Map<String, Expression> expressions(JsonObject parent, String field, boolean defining) {
        Map<String, Expression> expressions = new LinkedHashMap<>();
        parent.optionalObject(field).ifPresent(object -> object.root().fields().keySet().forEach(name -> {
            expressions.put(name, expression(object, name));
            if (defining) {
                define(object, name);
            }
        }));
        return Collections.unmodifiableMap(expressions);
    }

    private void define(JsonObject object, String name) {
        if (!name.matches("[a-z_][a-z0-9_]*")) {
            throw object.invalid(name, "is no name of a variable: expected lower-case letters, digits and _");
        }
        if (!known.add(name)) {
            throw object.invalid(name, "is defined already: choose another name");
        }
    }

    private List<RecipeRule> rules() {
        List<RecipeRule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonObject object : document.objects("rules")) {
            RecipeRule rule = rule(object);
            if (!names.add(rule.name())) {
                throw object.invalid("name", "is that of another rule: expected each name once, found '" + rule.name()
                        + "'");
            }
            rules.add(rule);
        }
        if (rules.isEmpty() || rules.size() > MAX_RULES) {
            throw document.invalid("rules", "is malformed: expected 1 to " + MAX_RULES + " rules, found "
                    + rules.size());
        }
        return List.copyOf(rules);
    }

    private RecipeRule rule(JsonObject unnamed) {
        String name = unnamed.text("name");
        JsonObject object = new JsonObject(document.source() + ": rule '" + name + "'", unnamed.root());
        object.requireOnly(List.of("name", "role", "kind", "tensor", "stack", "model", "layers", "init", "optional",
                "multipliers"));
        List<Kind> kinds = constants(object, "kind", Kind.class);
        if (kinds.size() > 1) {
            throw object.invalid("kind", "is malformed: leave it out for weights and biases");
        }
        Match match = new Match(Set.copyOf(constants(object, "role", Role.class)), kinds.stream().findFirst(),
                words(object, "tensor"), Set.copyOf(constants(object, "stack", Stack.class)),
                Set.copyOf(constants(object, "model", ModelKind.class)), layers(object));
        return new RecipeRule(name, match, initializer(object), object.flag("optional", false),
                expressions(object, "multipliers", false));
    }

    private Optional<Template> initializer(JsonObject object) {
        String written = object.text("init");
        if (written.equals(KEEP)) {
            return Optional.empty();
        }
        String name = written.split("\\(", 2)[0].strip();
        if (!Initializers.names().contains(name)) {
            throw object.invalid("init", "is malformed: '" + name + "' is no initialiser: expected " + KEEP
                    + " or one of " + String.join(", ", Initializers.names()));
        }
        Template template = checked(object, "init", () -> Template.parse(written));
        requireKnown(object, "init", template.variables());
        return Optional.of(template);
    }

    private Optional<LayerRange> layers(JsonObject object) {
        Optional<JsonValue> found = object.find("layers");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.get() instanceof JsonValue.Items(List<JsonValue> items) && items.size() == 2) {
            OptionalLong first = whole(items.getFirst());
            OptionalLong last = whole(items.getLast());
            if (first.isPresent() && last.isPresent()) {
                return Optional.of(new LayerRange(first.getAsLong(), last.getAsLong()));
            }
        }
        throw object.unexpected("layers", "two whole numbers, the first and the last layer", found.get());
    }

    private static OptionalLong whole(JsonValue value) {
        try {
            return value instanceof JsonValue.Num(String text)
                    ? OptionalLong.of(Integer.parseInt(text))
                    : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private List<ModelMultiplier> modelMultipliers() {
        if (document.find("multipliers").isEmpty()) {
            return List.of();
        }
        List<ModelMultiplier> multipliers = new ArrayList<>();
        for (JsonObject object : document.objects("multipliers")) {
            object.requireOnly(List.of("name", "model", "value", "optional"));
            multipliers.add(new ModelMultiplier(object.text("name"),
                    Set.copyOf(constants(object, "model", ModelKind.class)), expression(object, "value"),
                    object.flag("optional", false)));
        }
        return List.copyOf(multipliers);
    }

    private Expression expression(JsonObject object, String field) {
        Expression expression = checked(object, field, () -> Expression.parse(object.text(field)));
        requireKnown(object, field, expression.variables());
        return expression;
    }

    private void requireKnown(JsonObject object, String field, Set<String> variables) {
        for (String variable : variables) {
            if (!known.contains(variable)) {
                throw object.invalid(field, "uses '" + variable + "', which is not defined before it: expected one of "
                        + known.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
    }

    /** Reads one word or a list of words, each the name of a constant in lower case. */
    private static <E extends Enum<E>> List<E> constants(JsonObject object, String field, Class<E> type) {
        Map<String, E> byName = Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(
                constant -> constant.name().toLowerCase(Locale.ROOT), constant -> constant, (a, b) -> a,
                LinkedHashMap::new));
        List<E> constants = new ArrayList<>();
        for (String word : words(object, field)) {
            E constant = byName.get(word);
            if (constant == null) {
                throw object.invalid(field, "is malformed: expected one of " + String.join(", ", byName.keySet())
                        + ", found '" + word + "'");
            }
            constants.add(constant);
        }
        return constants;
    }

    private static List<String> words(JsonObject object, String field) {
        return object.find(field).map(found -> found instanceof JsonValue.Text(String word)
                ? List.of(word)
                : object.texts(field)).orElse(List.of());
    }

    private static <T> T checked(JsonObject object, String field, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw object.invalid(field, "is malformed: " + e.getMessage());
        }
    }
}
