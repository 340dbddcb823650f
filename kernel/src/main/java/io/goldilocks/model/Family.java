// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A kind of model.
 *
 * @param modelType its name in the field {@code model_type}
 * @param architectures its classes; the first is meant where a config names none
 */
record Family(String modelType, List<Architecture> architectures) {
    Family {
        architectures = List.copyOf(architectures);
    }

    /** Finds the class that a config asks for. */
    Architecture architecture(ModelConfig config) {
        List<String> names = config.texts("architectures");
        if (names.isEmpty()) {
            return architectures.getFirst();
        }
        return architectures.stream().filter(known -> names.equals(List.of(known.name()))).findFirst()
                .orElseThrow(() -> config.invalid("architectures", "is not supported: expected one of "
                        + architectures.stream().map(Architecture::name).collect(Collectors.joining(", "))
                        + ", or nothing, found " + names));
    }
}
