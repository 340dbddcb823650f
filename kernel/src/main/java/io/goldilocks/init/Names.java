// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Written names of enum constants: the constant's own name in lower case. */
final class Names {
    private Names() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> E parse(Class<E> type, String what, String name) {
        E[] constants = type.getEnumConstants();
        return Arrays.stream(constants).filter(constant -> of(constant).equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("unknown " + what + " '" + name + "': expected one of "
                        + Arrays.stream(constants).map(Names::of).collect(Collectors.joining(", "))));
    }
}
