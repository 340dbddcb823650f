// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.function.Executable;

/** Documents that are good or bad. */
public final class Documents {
    private Documents() {}

    static JsonObject parse(String json) {
        return JsonObject.parse("config.json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** Asserts that the call is refused, by the document's name, config.json, and with each of the pieces in the message. */
    public static void assertRefused(Executable call, String... pieces) {
        String message = String.valueOf(assertThrows(JsonException.class, call).getMessage());
        assertEquals("config.json", message.substring(0, Math.min(message.length(), "config.json".length())));
        for (String piece : pieces) {
            assertEquals(piece, message.contains(piece) ? piece : message);
        }
    }
}
