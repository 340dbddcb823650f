// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

/** The names of a checkpoint's files. */
final class FileNames {
    private static final String ENDING = ".safetensors";
    private static final int DIGITS = 5;

    private FileNames() {}

    /** The file of weights number {@code shard}, from 1 on, of {@code count}. */
    static String weights(String baseName, int shard, int count) {
        return count == 1 ? baseName + ENDING : baseName + "-" + padded(shard) + "-of-" + padded(count) + ENDING;
    }

    static String index(String baseName) {
        return baseName + ENDING + ".index.json";
    }

    /** Whether a file holds weights of a checkpoint, whatever the number of its files. */
    static boolean isWeights(String baseName, String file) {
        if (!file.startsWith(baseName) || !file.endsWith(ENDING)
                || file.length() < baseName.length() + ENDING.length()) {
            return false;
        }
        String middle = file.substring(baseName.length(), file.length() - ENDING.length());
        int of = middle.indexOf("-of-");
        return middle.isEmpty()
                || (middle.startsWith("-") && of > 0 && isNumber(middle.substring(1, of))
                        && isNumber(middle.substring(of + 4)));
    }

    /**
     * Refuses a name that could lead out of its folder, on any system, or to a hidden file.
     *
     * @throws IllegalArgumentException if the name is one
     */
    static void requirePlain(String name) {
        boolean plain = !name.isEmpty() && name.charAt(0) != '.';
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            plain &= c > ' ' && c != '/' && c != '\\' && c != ':' && c != 0x7F;
        }
        if (!plain) {
            throw new IllegalArgumentException("file name '" + name.replaceAll("\\p{Cntrl}", "?")
                    + "' is malformed: expected that of a file in the checkpoint's own folder, not hidden");
        }
    }

    private static String padded(int number) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
    }

    private static boolean isNumber(String text) {
        return text.length() >= DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
