// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

/** Matches a whole name: {@code *} stands for any characters, none among them; every other character for itself. */
final class Glob {
    private Glob() {}

    // Greedy with one point to return to, so that no pattern takes more than pattern times name steps.
    static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
