// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class GlobTest {
    /** A regular expression is the oracle: all patterns and names of few letters, at random, seed 1. */
    @Test
    void matchesWhatTheRegularExpressionDoes() {
        Random random = new Random(1);
        int matched = 0;
        for (int i = 0; i < 100_000; i++) {
            String pattern = word(random, "ab.*", 7);
            String name = word(random, "ab.", 9);
            String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
            boolean expected = Pattern.matches(regex, name);
            assertEquals(expected, Glob.matches(pattern, name), pattern + " " + name);
            matched += expected ? 1 : 0;
        }
        Assertions.assertTrue(matched > 10_000, "too few matches to mean anything: " + matched);
    }

    @Test
    void noPatternTakesLong() {
        Assertions.assertTimeout(Duration.ofSeconds(2),
                () -> assertFalse(Glob.matches("*a".repeat(500) + "b", "a".repeat(2000))));
    }

    private static String word(Random random, String letters, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(length); i > 0; i--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }
}
