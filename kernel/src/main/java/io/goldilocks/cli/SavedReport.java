// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.Checkpoints;
import io.goldilocks.save.SavedCheckpoint;
import java.io.PrintWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Tells which files of a checkpoint were written. */
final class SavedReport {
    private SavedReport() {}

    /** For a sentence: {@code wrote DIR/model.safetensors and config.json}, or the index with the number of files. */
    static String summary(SavedCheckpoint saved) {
        return summary(saved, Checkpoints.CONFIG);
    }

    /** The same with another small file than a model's config. */
    static String summary(SavedCheckpoint saved, String text) {
        int files = saved.weights().size();
        long kept = saved.weights().stream().filter(SavedCheckpoint.Weights::kept).count();
        String parts = files == 1
                ? ""
                : " of " + Text.counted(files, "file") + (kept == 0 ? "" : ", " + kept + " kept,");
        return (kept == files ? "kept " : "wrote ") + saved.folder().resolve(saved.entry()) + parts + " and "
                + text;
    }

    /** One line for each file of weights. */
    static void list(PrintWriter out, SavedCheckpoint saved) {
        for (SavedCheckpoint.Weights weights : saved.weights()) {
            String how = switch (weights.origin()) {
                case WRITTEN -> "wrote ";
                case KEPT -> "kept ";
                case LINKED -> "linked ";
            };
            out.println(how + weights.file() + ": "
                    + Text.counted(weights.bytes(), "byte"));
        }
    }

    /** For machines: the names of the files of weights, and of those that were kept. */
    static void files(JsonGenerator json, SavedCheckpoint saved) {
        List<SavedCheckpoint.Weights> weights = saved.weights();
        write(json, "weights", weights);
        write(json, "kept", weights.stream().filter(SavedCheckpoint.Weights::kept).toList());
    }

    private static void write(JsonGenerator json, String field, List<SavedCheckpoint.Weights> weights) {
        json.writeName(field);
        json.writeStartArray();
        weights.forEach(file -> json.writeString(file.file()));
        json.writeEndArray();
    }
}
