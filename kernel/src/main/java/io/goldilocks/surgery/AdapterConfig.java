// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.json.JsonValue;
import io.goldilocks.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What PEFT reads of an adapter beside its weights: the fields that PEFT 0.21 writes and that are not those of its variants. */
final class AdapterConfig {
    private static final JsonValue NULL = new JsonValue.Null();
    private static final JsonValue FALSE = new JsonValue.Bool(false);

    private AdapterConfig() {}

    /**
     * Writes the file.
     *
     * @param base what the model is called from which the adapter is loaded
     * @param modelClass its class
     * @param targets what is adapted
     * @param options rank, scale and beginning
     * @return one JSON object, ended by a line feed
     */
    static String json(String base, String modelClass, LoraTargets targets, LoraOptions options) {
        Map<String, JsonValue> fields = new TreeMap<>();
        fields.put("alpha_pattern", ofPair(targets, options.alpha()));
        fields.put("auto_mapping", NULL);
        fields.put("base_model_name_or_path", new JsonValue.Text(base));
        fields.put("bias", new JsonValue.Text("none"));
        fields.put("exclude_modules", NULL);
        fields.put("fan_in_fan_out",
                new JsonValue.Bool(targets.modules().stream().anyMatch(LoraTarget::isTransposed)));
        fields.put("inference_mode", new JsonValue.Bool(true));
        // The weights that are loaded are those of any beginning; told of pissa or olora, PEFT would decompose the base again.
        fields.put("init_lora_weights", new JsonValue.Bool(true));
        fields.put("layers_pattern", NULL);
        fields.put("layers_to_transform", NULL);
        fields.put("lora_alpha", number(options.alpha()));
        fields.put("lora_bias", FALSE);
        fields.put("lora_dropout", new JsonValue.Num("0.0"));
        fields.put("modules_to_save", NULL);
        fields.put("peft_type", new JsonValue.Text("LORA"));
        fields.put("r", number(options.rank()));
        fields.put("rank_pattern", ofPair(targets, options.rank()));
        fields.put("revision", NULL);
        fields.put("target_modules", texts(targets.names()));
        fields.put("target_parameters", targets.parameters().isEmpty() ? NULL : texts(targets.parameters()));
        fields.put("task_type", task(modelClass));
        fields.put("use_dora", FALSE);
        fields.put("use_rslora", new JsonValue.Bool(options.rsLora()));
        return JsonWriter.write(new JsonValue.Fields(fields)) + "\n";
    }

    private static JsonValue texts(List<String> texts) {
        return new JsonValue.Items(texts.stream().<JsonValue>map(JsonValue.Text::new).toList());
    }

    /** Twice the value for the parameter into which two layers are stacked, if it is named. */
    private static JsonValue ofPair(LoraTargets targets, int value) {
        boolean named = targets.parameters().stream().anyMatch(name -> name.endsWith(ExpertTargets.PAIR_PARAMETER));
        return new JsonValue.Fields(named
                ? Map.of(".*\\." + ExpertTargets.PAIR_PARAMETER, number(2 * value))
                : Map.of());
    }

    private static JsonValue number(int value) {
        return new JsonValue.Num(Integer.toString(value));
    }

    /**
     * None for classifiers, of whose head PEFT would expect a copy in the adapter, nor for T5, whose class PEFT 0.21 cannot wrap with
     * transformers 5.
     */
    private static JsonValue task(String modelClass) {
        return modelClass.endsWith("ForCausalLM") || modelClass.endsWith("LMHeadModel")
                ? new JsonValue.Text("CAUSAL_LM")
                : NULL;
    }
}
