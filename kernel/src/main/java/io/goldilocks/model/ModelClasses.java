// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.json.JsonException;
import java.util.List;

/** The classes of transformers that a config may name in {@code architectures}: one body under different heads. */
public final class ModelClasses {
    private ModelClasses() {}

    /**
     * Lists the classes of a config's family.
     *
     * @param config the config
     * @return their names; the first is meant where a config names none
     * @throws JsonException if the model type is missing or unknown
     */
    public static List<String> of(ModelConfig config) {
        return Families.of(config).architectures().stream().map(Architecture::name).toList();
    }

    /**
     * Finds the class of a config.
     *
     * @param config the config
     * @return its name
     * @throws JsonException if the model type or the class is missing or unknown
     */
    public static String name(ModelConfig config) {
        return Families.of(config).architecture(config).name();
    }

    /**
     * Lists what may stand before the names of a body's tensors.
     *
     * @param config the config, which chooses the family
     * @return the prefixes of its classes, each once
     * @throws JsonException if the model type is missing or unknown
     */
    public static List<String> prefixes(ModelConfig config) {
        return Families.of(config).architectures().stream().map(ModelClasses::prefix).distinct().toList();
    }

    /**
     * Finds what stands before the names of the body's tensors.
     *
     * @param config the config
     * @return for example {@code model.}; empty for a class whose body stands alone
     * @throws JsonException if the model type or the class is missing or unknown
     */
    public static String prefix(ModelConfig config) {
        return prefix(Families.of(config).architecture(config));
    }

    private static String prefix(Architecture architecture) {
        return architecture.prefix().isEmpty() ? "" : architecture.prefix() + ".";
    }
}
