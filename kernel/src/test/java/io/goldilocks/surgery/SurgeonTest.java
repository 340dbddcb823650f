// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.Checkpoints;
import io.goldilocks.Provenance;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.json.JsonObject;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.recipe.Recipes;
import io.goldilocks.save.SaveOptions;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Surgery by calls of the library: what it tells its callers. */
class SurgeonTest {
    private static final Path CONFIG = Path.of("src/test/resources/io/goldilocks/model/llama/config.json");

    private final Filler filler = new Filler(2);
    private final List<Long> done = new ArrayList<>();
    private long total;

    @TempDir
    private Path folder;
    private Path model = Path.of("");

    @BeforeEach
    void seed() throws IOException {
        model = folder.resolve("model");
        new Checkpoints(filler, SaveOptions.DEFAULTS, Progress.NONE).seed(
                Provenance.of(ModelConfig.read(CONFIG), null, Recipes.open("hf"), Map.of(), 5), model);
    }

    @AfterEach
    void close() {
        filler.close();
    }

    private Surgeon surgeon() {
        return new Surgeon(new Checkpoints(filler, SaveOptions.DEFAULTS, (bytes, ofBytes) -> {
            done.add(bytes);
            total = ofBytes;
        }), false);
    }

    /** Hashing, calculating and writing are one piece of work, of which no byte is told twice. */
    private void assertWhole(long expected) {
        for (int i = 1; i < done.size(); i++) {
            assertTrue(done.get(i) >= done.get(i - 1), done.toString());
        }
        assertEquals(expected, total);
        assertEquals(expected, done.getLast());
        assertTrue(done.getFirst() < expected / 3, done.toString());
    }

    @Test
    void progressIsOfHashingAndWriting() throws IOException {
        try (BaseModel base = BaseModel.open(model)) {
            Surgeon.Result result = surgeon().operate(base,
                    new VocabularyExtension(400, new RowMethod.Mean(), TokenSources.NONE, List.of(), false),
                    new Randomness(3), folder.resolve("larger"));
            assertWhole(base.byteSize() + result.outcome().byteSize());
        }
    }

    @Test
    void progressIsOfDecomposingHashingAndWriting() throws IOException {
        try (BaseModel base = BaseModel.open(model)) {
            LoraOptions options = new LoraOptions(4, 4, List.of("down_proj"), LoraInit.PISSA, false, DType.F32);
            LoraAdapter adapter = new LoraAdapter(base, options, new Randomness(3));
            adapter.write(surgeon(), folder.resolve("adapter"), Optional.of(folder.resolve("rest")));
            long taken = 3 * 96 * 208 * Float.BYTES;
            assertWhole(taken + 2 * base.byteSize() + adapter.parameterCount() * Float.BYTES);
        }
    }

    /** What is written beside the weights is read as it was, and written the same again. */
    @Test
    void provenanceIsWhatTheDocumentHolds() throws IOException {
        try (BaseModel base = BaseModel.open(model)) {
            Surgeon.Result result = surgeon().operate(base, new Upcycling(3, 2, 0.1, 0.5), new Randomness(3),
                    folder.resolve("mixture"));
            String text = result.provenance().toJson();
            SurgeryProvenance read = SurgeryProvenance
                    .of(JsonObject.parse("goldilocks.json", text.getBytes(StandardCharsets.UTF_8)));
            assertEquals(text, read.toJson());
            assertEquals(9, read.sources().size());
            assertEquals(result.provenance().tensors(), read.tensors());
        }
    }
}
