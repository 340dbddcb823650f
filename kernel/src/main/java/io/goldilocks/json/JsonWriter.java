// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.json;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/** Writes JSON as Python's {@code json.dumps(…, indent=2)} does: ASCII, two blanks a level, one item a line. */
public final class JsonWriter {
    private static final JsonFactory FACTORY = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build();
    private static final ObjectWriteContext PYTHON = new ObjectWriteContext.Base() {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
            return new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator("").withArrayEmptySeparator(""))
                    .withArrayIndenter(indenter).withObjectIndenter(indenter);
        }
    };

    private JsonWriter() {}

    /**
     * Writes a document.
     *
     * @param value the document
     * @return its text, without a line feed at the end
     */
    public static String write(JsonValue value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(PYTHON, text)) {
            write(generator, value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, JsonValue value) {
        switch (value) {
            case JsonValue.Text(String text) -> generator.writeString(text);
            case JsonValue.Num(String text) -> generator.writeRawValue(text);
            case JsonValue.Bool(boolean bool) -> generator.writeBoolean(bool);
            case JsonValue.Null _ -> generator.writeNull();
            case JsonValue.Items(var items) -> {
                generator.writeStartArray();
                items.forEach(item -> write(generator, item));
                generator.writeEndArray();
            }
            case JsonValue.Fields(var fields) -> {
                generator.writeStartObject();
                fields.forEach((name, field) -> {
                    generator.writeName(name);
                    write(generator, field);
                });
                generator.writeEndObject();
            }
        }
    }
}
