// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import java.io.PrintWriter;
import tools.jackson.core.JsonGenerator;

/** What a command found out, for a reader or a machine. */
interface Report {
    /** Prints it as text. */
    void print(PrintWriter out);

    /** Writes its fields, into an object that is open. */
    void write(JsonGenerator json);

    /** Prints it as text or as one JSON object. */
    default void print(PrintWriter out, boolean asJson) {
        if (asJson) {
            Json.print(out, this::write);
        } else {
            print(out);
        }
    }
}
