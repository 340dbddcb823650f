// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.verify.Finding;
import io.goldilocks.verify.Verdict;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * What a verification found, for a reader or a machine.
 *
 * @param path what was verified
 * @param madeAgain whether every element was made again, or else examined
 * @param recipe the recipe that it was examined by, if there was one
 * @param verdict what was found
 * @param seconds how long it took
 */
record VerifyReport(String path, boolean madeAgain, Optional<String> recipe, Verdict verdict, double seconds)
        implements
            Report {
    @Override
    public void print(PrintWriter out) {
        verdict.findings().forEach(finding -> out.println(Text.printable(finding.toString())));
        verdict.unchecked().forEach(name -> out.println(Text.printable(name)
                + ": not checked, as it was calculated from the model that this came out of (--base)"));
        String how = madeAgain ? "made again" : "examined" + recipe.map(name -> " by the recipe " + name).orElse("");
        String good = madeAgain ? "every bit is the same" : "nothing found";
        int unchecked = verdict.unchecked().size();
        List<String> found = new ArrayList<>();
        if (!verdict.findings().isEmpty()) {
            found.add(Text.counted(verdict.findings().size(), "finding"));
        }
        if (unchecked > 0) {
            found.add(Text.grouped(unchecked) + " not checked");
        }
        out.println(Text.printable(path) + ": " + Text.counted(verdict.tensors(), "tensor") + " " + how + ", "
                + WriteOptions.speed(verdict.bytes(), seconds) + ": "
                + (verdict.isGood() ? good : String.join(", ", found)));
    }

    @Override
    public void write(JsonGenerator json) {
        json.writeStringProperty("path", path);
        json.writeBooleanProperty("made_again", madeAgain);
        recipe.ifPresent(name -> json.writeStringProperty("recipe", name));
        json.writeNumberProperty("tensor_count", verdict.tensors());
        json.writeNumberProperty("bytes", verdict.bytes());
        json.writeNumberProperty("seconds", seconds);
        json.writeArrayPropertyStart("unchecked");
        verdict.unchecked().forEach(json::writeString);
        json.writeEndArray();
        json.writeArrayPropertyStart("findings");
        for (Finding finding : verdict.findings()) {
            json.writeStartObject();
            json.writeStringProperty("kind", finding.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("subject", finding.subject());
            json.writeStringProperty("expected", finding.expected());
            json.writeStringProperty("found", finding.found());
            json.writeStringProperty("meaning", finding.meaning());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
