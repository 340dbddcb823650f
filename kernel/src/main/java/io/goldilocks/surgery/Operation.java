// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.PlannedTensor;
import java.util.Optional;

/** What can be done to a model. Implementations are immutable. */
public sealed interface Operation permits VocabularyExtension, HeadAddition, Upcycling, ResidualBase {
    /**
     * Returns the written name.
     *
     * @return the name of the command, for example {@code extend-vocab}
     */
    String name();

    /**
     * Returns all that decides the result beside the model and the seed.
     *
     * @return the options by their names
     */
    JsonValue.Fields options();

    /**
     * Makes the config of the result.
     *
     * @param base the config of the model
     * @return the config of what it becomes
     * @throws IllegalArgumentException if the operation does not fit the model; the message says what was expected
     */
    ModelConfig config(ModelConfig base);

    /**
     * Plans the result. Nothing is written; little is read.
     *
     * @param base the model
     * @param randomness what is drawn is made of
     * @return the model that it becomes
     * @throws IllegalArgumentException if the operation does not fit the model; the message says what was expected
     */
    Outcome on(BaseModel base, Randomness randomness);

    /**
     * Plans again, from the result alone, what was made of one of its tensors.
     *
     * @param result the model that the operation has made
     * @param tensor one of its tensors
     * @param kept how many of the tensor's bytes were kept
     * @return what was made; nothing if that takes the old model
     */
    Optional<Outcome.Made> again(BaseModel result, PlannedTensor tensor, long kept);

    /**
     * Reads an operation.
     *
     * @param name its {@link #name}
     * @param options its {@link #options}
     * @return the operation
     * @throws JsonException if there is none of that name, or an option is missing, malformed or unknown
     */
    static Operation of(String name, JsonObject options) {
        try {
            return switch (name) {
                case VocabularyExtension.NAME -> VocabularyExtension.of(options);
                case HeadAddition.NAME -> HeadAddition.of(options);
                case Upcycling.NAME -> Upcycling.of(options);
                case ResidualBase.NAME -> ResidualBase.of(options);
                default -> throw new IllegalArgumentException("operation '" + name + "' is unknown");
            };
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new JsonException(options.source() + ": " + e.getMessage());
        }
    }
}
