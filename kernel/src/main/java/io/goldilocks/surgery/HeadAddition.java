// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.init.Initializers;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.model.ModelClasses;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.model.Role;
import io.goldilocks.model.Rule;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Another head on the same body: the model becomes one of another class of its family. Tensors that both classes have under one
 * name and in one shape are kept, as transformers keeps them; what else the new class has is made, and the old head goes.
 *
 * @param head the written name of the head, for example {@code sequence-classification}
 * @param labels the names of the labels; empty for a head that has none, or for those that the config has
 * @param zeros whether the layer that makes the answers begins as zeros rather than by the family's rule
 */
public record HeadAddition(String head, List<String> labels, boolean zeros) implements Operation {
    static final String NAME = "add-head";

    private static final Rule ZEROS = new Rule("zeros", Initializers.zeros());
    private static final String CLASSIFICATION = "-classification";
    private static final String SPANS = "question-answering";

    /** Copies the list. */
    public HeadAddition {
        labels = List.copyOf(labels);
    }

    /**
     * Lists the heads of a family.
     *
     * @param config the config, which chooses the family
     * @return their written names and the class of each
     */
    public static Map<String, String> heads(ModelConfig config) {
        Map<String, String> heads = new LinkedHashMap<>();
        ModelClasses.of(config).forEach(name -> headOf(name, heads));
        return heads;
    }

    /** {@code BertForTokenClassification} has the head {@code token-classification}; a body alone has none. */
    private static void headOf(String name, Map<String, String> heads) {
        int start = name.indexOf("For");
        if (start >= 0) {
            heads.put(name.substring(start + 3).replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT), name);
        } else if (name.endsWith("LMHeadModel")) {
            heads.put("causal-lm", name);
        }
    }

    /**
     * Names labels as transformers does.
     *
     * @param count how many
     * @return {@code LABEL_0}, {@code LABEL_1} and so on
     */
    public static List<String> numbered(int count) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add("LABEL_" + i);
        }
        return labels;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonValue.Fields options() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("head", new JsonValue.Text(head));
        fields.put("labels", new JsonValue.Items(
                labels.stream().map(label -> (JsonValue) new JsonValue.Text(label)).toList()));
        fields.put("init", new JsonValue.Text(zeros ? "zeros" : "normal"));
        return new JsonValue.Fields(fields);
    }

    @Override
    public Outcome on(BaseModel base, Randomness randomness) {
        ModelConfig config = config(base.config());
        DType type = base.spec(base.stored(base.plan().tensors().getFirst().spec().name())).dtype();
        Map<String, PlannedTensor> before = base.plan().tensors().stream()
                .collect(Collectors.toMap(tensor -> tensor.spec().name(), Function.identity()));
        List<Outcome.Tensor> tensors = new ArrayList<>();
        Set<String> used = new HashSet<>();
        for (PlannedTensor after : ModelPlan.of(config, type).tensors()) {
            PlannedTensor old = before(base, config, after, before);
            if (old == null || !old.spec().shape().equals(after.spec().shape())) {
                tensors.add(Outcome.Tensor.made(after.spec(), initial(after).parts()));
            } else {
                String stored = base.stored(old.spec().name());
                used.add(stored);
                TensorSpec spec = base.spec(stored);
                tensors.add(
                        Outcome.Tensor.kept(new TensorSpec(after.spec().name(), spec.shape(), spec.dtype()), stored));
            }
        }
        List<String> dropped = base.weights().tensors().stream().map(TensorSpec::name)
                .filter(name -> !used.contains(name)).toList();
        return new Outcome(config, tensors, dropped);
    }

    static HeadAddition of(JsonObject options) {
        options.requireOnly(List.of("head", "labels", "init"));
        String init = options.text("init");
        if (!init.equals("zeros") && !init.equals("normal")) {
            throw options.invalid("init", "is '" + init + "': expected normal or zeros");
        }
        return new HeadAddition(options.text("head"), options.texts("labels"), init.equals("zeros"));
    }

    @Override
    public Optional<Outcome.Made> again(BaseModel result, PlannedTensor tensor, long kept) {
        return Outcome.Tensor.made(tensor.spec(), initial(tensor).parts()).made();
    }

    /** The tensor of the old class that becomes one of the new class: the body's by its place in the body. */
    private static @Nullable PlannedTensor before(BaseModel base, ModelConfig config, PlannedTensor after,
            Map<String, PlannedTensor> before) {
        String name = after.spec().name();
        String prefix = ModelClasses.prefix(config);
        PlannedTensor body = name.startsWith(prefix)
                ? before.get(base.prefix() + name.substring(prefix.length()))
                : null;
        return body != null ? body : before.get(name);
    }

    private PlannedTensor initial(PlannedTensor tensor) {
        return zeros && tensor.place().role() == Role.HEAD ? tensor.with(ZEROS) : tensor;
    }

    @Override
    public ModelConfig config(ModelConfig base) {
        Map<String, String> heads = heads(base);
        String type = heads.get(head);
        if (type == null) {
            throw new IllegalArgumentException("head '" + head + "' is unknown in family " + base.text("model_type")
                    + ": expected one of " + String.join(", ", heads.keySet()));
        }
        if (type.equals(ModelClasses.name(base))) {
            throw new IllegalArgumentException("the model has the head " + head + " already: it is a " + type);
        }
        Map<String, @Nullable JsonValue> changes = new LinkedHashMap<>();
        changes.put("architectures", new JsonValue.Items(List.of(new JsonValue.Text(type))));
        if (!labels.isEmpty()) {
            if (!head.endsWith(CLASSIFICATION)) {
                throw new IllegalArgumentException("head " + head + " has no labels: leave out --labels");
            }
            putLabels(changes);
        } else if (head.equals(SPANS)) {
            // Such a head takes the number of its answers from that of the labels.
            List.of("num_labels", "id2label", "label2id").forEach(field -> changes.put(field, null));
        }
        return base.with(changes);
    }

    private void putLabels(Map<String, @Nullable JsonValue> changes) {
        Map<String, JsonValue> names = new LinkedHashMap<>();
        Map<String, JsonValue> numbers = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            String number = Integer.toString(i);
            names.put(number, new JsonValue.Text(labels.get(i)));
            if (numbers.put(labels.get(i), new JsonValue.Num(number)) != null) {
                throw new IllegalArgumentException(
                        "label '" + labels.get(i) + "' stands there twice: expected each once");
            }
        }
        changes.put("num_labels", new JsonValue.Num(Integer.toString(labels.size())));
        changes.put("id2label", new JsonValue.Fields(names));
        changes.put("label2id", new JsonValue.Fields(numbers));
    }
}
