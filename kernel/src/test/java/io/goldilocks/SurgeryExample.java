// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.save.SaveOptions;
import io.goldilocks.surgery.BaseModel;
import io.goldilocks.surgery.Randomness;
import io.goldilocks.surgery.RowMethod;
import io.goldilocks.surgery.Surgeon;
import io.goldilocks.surgery.TokenSources;
import io.goldilocks.surgery.VocabularyExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The example of surgery in the README, which a test compares and runs. */
final class SurgeryExample {
    private SurgeryExample() {}

    static void run(Path folder, Path larger) throws IOException {
        // README: begin
        try (Filler filler = new Filler(); BaseModel model = BaseModel.open(folder)) {
            var checkpoints = new Checkpoints(filler, SaveOptions.DEFAULTS, Progress.NONE);
            var more = new VocabularyExtension(40_000, new RowMethod.MeanResize(), TokenSources.NONE, List.of(), false);
            new Surgeon(checkpoints, false).operate(model, more, new Randomness(42), larger);
        }
        // README: end
    }
}
