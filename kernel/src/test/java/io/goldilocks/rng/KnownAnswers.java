// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Files of published answers, one a line. */
final class KnownAnswers {
    private KnownAnswers() {}

    /** Reads the lines that are no comments. */
    static List<String> of(String file) throws IOException {
        try (InputStream in = KnownAnswers.class.getResourceAsStream(file)) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }
}
