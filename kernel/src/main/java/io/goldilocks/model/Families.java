// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.List;
import java.util.stream.Collectors;

/** The families that are known, one file each. */
final class Families {
    private static final List<Family> ALL = List.of(Gpt2.FAMILY, Llama.FAMILY);

    private Families() {}

    /** Finds the family of a config and checks that the config asks for the class that the family plans. */
    static Family of(ModelConfig config) {
        String modelType = config.text("model_type");
        Family family = ALL.stream().filter(known -> known.modelType().equals(modelType)).findFirst()
                .orElseThrow(() -> config.invalid("model_type", "is unknown: expected one of "
                        + ALL.stream().map(Family::modelType).collect(Collectors.joining(", ")) + ", found '"
                        + modelType + "'"));
        List<String> architectures = config.texts("architectures");
        if (!architectures.isEmpty() && !architectures.equals(List.of(family.architecture()))) {
            throw config.invalid("architectures", "is not supported: expected [" + family.architecture()
                    + "] or nothing, found " + architectures);
        }
        return family;
    }
}
