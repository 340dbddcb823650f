// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows of cells, printed in columns of equal width, two blanks apart. */
final class Table {
    private final List<String> heads;
    private final List<Boolean> right;
    private final List<List<String>> rows = new ArrayList<>();

    /** Makes an empty table; a head that begins with {@code >} has a column of numbers, which stand at the right. */
    Table(String... heads) {
        this.heads = new ArrayList<>();
        this.right = new ArrayList<>();
        for (String head : heads) {
            right.add(head.startsWith(">"));
            this.heads.add(head.startsWith(">") ? head.substring(1) : head);
        }
        rows.add(this.heads);
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    void print(PrintWriter out) {
        int[] widths = new int[heads.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder line = new StringBuilder();
        for (List<String> row : rows) {
            line.setLength(0);
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                int padding = widths[i] - cell.length();
                line.repeat(' ', right.get(i) ? padding : 0).append(cell)
                        .repeat(' ', right.get(i) ? 0 : padding).append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
