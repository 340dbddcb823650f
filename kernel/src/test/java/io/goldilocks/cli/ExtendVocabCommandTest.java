// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.fill.Progress;
import io.goldilocks.surgery.Digests;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtendVocabCommandTest {
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";
    /** SHA-256 of new rows: other bits are another format of the stream. */
    private static final Map<String, String> GOLDEN = Map.of(EMBEDDING,
            "abe6b9803b0b4f9655733b709234e662ec1a75c53c3625f4e059a9c8301d51b9", HEAD,
            "78f9bf7d6206d0bff2391789553dcb359be8f6d661a2d7b0246ce1fd2dbfe794");
    private static final int OLD = 320;
    private static final int WIDTH = 96;

    @TempDir
    private Path folder;

    private ModelFolder extended(Path model, Object... options) throws Exception {
        Path out = Files.createTempDirectory(folder, "out");
        List<Object> arguments = new ArrayList<>(List.of("extend-vocab", model, "--out", out, "--quiet"));
        arguments.addAll(List.of(options));
        Run.done(arguments.toArray());
        return ModelFolder.read(out);
    }

    /** The Gaussians of new rows, as the command that fills alone makes them. */
    private double[] gaussians(String name, int rows, int seed) throws Exception {
        Path file = folder.resolve("gaussians.npy");
        Run.done("fill", "--shape", (OLD + rows) + "x" + WIDTH, "--slice", OLD + ":,:", "--init",
                "normal(mean=0,std=1)",
                "--name", name, "--seed", seed, "--out", file, "--quiet", "--overwrite");
        byte[] bytes = Files.readAllBytes(file);
        FloatBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)
                .position(bytes.length - rows * WIDTH * Float.BYTES).slice().order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        double[] gaussians = new double[rows * WIDTH];
        Arrays.setAll(gaussians, floats::get);
        return gaussians;
    }

    /** The specification of mean-resize, loop by loop. */
    private static double[] expected(double[] old, Set<Integer> excluded, double[] gaussians) {
        int first = 0;
        while (excluded.contains(first)) {
            first++;
        }
        double[] sums = new double[WIDTH];
        double[][] l = new double[WIDTH][WIDTH];
        int count = 0;
        for (int row = 0; row < OLD; row++) {
            if (excluded.contains(row)) {
                continue;
            }
            count++;
            for (int i = 0; i < WIDTH; i++) {
                double x = old[row * WIDTH + i] - old[first * WIDTH + i];
                sums[i] += x;
                for (int j = 0; j <= i; j++) {
                    l[i][j] = Math.fma(x, old[row * WIDTH + j] - old[first * WIDTH + j], l[i][j]);
                }
            }
        }
        for (int j = 0; j < WIDTH; j++) {
            for (int i = j; i < WIDTH; i++) {
                double sum = l[i][j] / count - sums[i] / count * (sums[j] / count);
                for (int k = 0; k < j; k++) {
                    sum = Math.fma(-l[i][k], l[j][k], sum);
                }
                l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
            }
        }
        double[] made = new double[gaussians.length];
        for (int i = 0; i < made.length; i++) {
            int j = i % WIDTH;
            double sum = 0;
            for (int k = 0; k <= j; k++) {
                sum = Math.fma(l[j][k], gaussians[i - j + k], sum);
            }
            made[i] = (float) Math.fma(Math.sqrt(1e-9), sum, old[first * WIDTH + j] + sums[j] / count);
        }
        return made;
    }

    @Test
    void newRowsAreTheSpecificationsToTheBitAndAllElseIsKept() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        ModelFolder old = ModelFolder.read(model);
        ModelFolder now = extended(model, "--to", 400, "--seed", 9);
        for (String name : List.of(EMBEDDING, HEAD)) {
            assertEquals(List.of(400L, 96L), now.spec(name).shape().extents());
            now.assertBeginsAs(name, old.bytes(name));
            double[] elements = now.elements(name);
            MemorySegment made = MemorySegment.ofArray(now.bytes(name)).asSlice((long) OLD * WIDTH * Float.BYTES);
            assertEquals(GOLDEN.get(name), Digests.sha256(List.of(made), 1, Progress.NONE).getFirst(), name);
            assertArrayEquals(expected(old.elements(name), Set.of(), gaussians(name, 80, 9)),
                    Arrays.copyOfRange(elements, OLD * WIDTH, elements.length), name);
        }
        assertEquals(old.tensors().keySet(), now.tensors().keySet());
        old.tensors().forEach((name, bytes) -> {
            if (!name.equals(EMBEDDING) && !name.equals(HEAD)) {
                assertArrayEquals(bytes, now.tensors().get(name), name);
            }
        });
        Map<String, Object> config = new HashMap<>(old.config());
        config.put("vocab_size", 400);
        assertEquals(config, now.config());
        assertEquals(List.copyOf(old.config().keySet()), List.copyOf(now.config().keySet()), "the order of the fields");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void bitsDoNotDependOnTheThreads(int threads) throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        ModelFolder once = extended(model, "--to", 1000, "--threads", 3);
        ModelFolder again = extended(model, "--to", 1000, "--threads", threads);
        once.tensors().forEach((name, bytes) -> assertArrayEquals(bytes, again.tensors().get(name), name));
    }

    @Test
    void excludedRowsDoNotCount() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        ModelFolder old = ModelFolder.read(model);
        ModelFolder now = extended(model, "--to", 330, "--exclude-rows", "0,5:10,319");
        double[] elements = now.elements(EMBEDDING);
        assertArrayEquals(
                expected(old.elements(EMBEDDING), Set.of(0, 5, 6, 7, 8, 9, 319), gaussians(EMBEDDING, 10, 0)),
                Arrays.copyOfRange(elements, OLD * WIDTH, elements.length));
    }

    /** Fewer rows than columns have no definite covariance, as in transformers. */
    @Test
    void rowsAreTheMeanWhereThereIsNoDefiniteCovariance() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of("vocab_size", 50));
        ModelFolder spread = extended(model, "--to", 60);
        ModelFolder mean = extended(model, "--to", 60, "--method", "mean");
        assertArrayEquals(mean.tensors().get(EMBEDDING), spread.tensors().get(EMBEDDING));
        double[] old = ModelFolder.read(model).elements(EMBEDDING);
        for (int column = 0; column < WIDTH; column++) {
            double sum = 0;
            for (int row = 0; row < 50; row++) {
                sum += old[row * WIDTH + column];
            }
            assertEquals(sum / 50, mean.row(EMBEDDING, 55)[column], 1e-9);
        }
    }

    @Test
    void sourcesAreAveragedAndOthersFollowTheMethod() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of(), "--dtype", "bf16");
        Path sources = Files.writeString(folder.resolve("tokens.json"),
                "{\"322\": [7], \"321\": [3, 4, 3], \"325\": [1, 2]}");
        ModelFolder old = ModelFolder.read(model);
        ModelFolder now = extended(model, "--to", 327, "--method", "copy", "--copy-row", 11, "--sources", sources);
        for (int row : List.of(320, 323, 324, 326)) {
            assertArrayEquals(old.row(EMBEDDING, 11), now.row(EMBEDDING, row), "row " + row);
        }
        assertArrayEquals(old.row(HEAD, 7), now.row(HEAD, 322));
        for (int i = 0; i < WIDTH; i++) {
            double[] a = old.row(EMBEDDING, 3);
            double[] b = old.row(EMBEDDING, 4);
            // bf16 keeps 8 digits, so half of the last is at most 2^-8 of the value.
            double exact = (2 * a[i] + b[i]) / 3;
            assertEquals(exact, now.row(EMBEDDING, 321)[i], 0x1p-8 * Math.abs(exact));
        }
        now.assertBeginsAs(HEAD, old.bytes(HEAD));
    }

    @Test
    void theMethodOfNewModelsIsTheFamilysRule() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of("initializer_range", 0.5));
        double[] rows = extended(model, "--to", 1320, "--method", "normal").elements(EMBEDDING);
        double squares = 0;
        for (int i = OLD * WIDTH; i < rows.length; i++) {
            squares += rows[i] * rows[i];
        }
        // 96,000 samples: the std of the mean square is 0.0046 of it, and 5 of those are not reached in 10^6 runs.
        assertEquals(0.25, squares / (rows.length - OLD * WIDTH), 5 * 0.0046 * 0.25);
    }

    /** Tied embeddings grow alone; BERT's bias grows with them, and T5's stand under a name of their own. */
    @ParameterizedTest
    @CsvSource({"qwen3,model.embed_tokens.weight,", "bert,bert.embeddings.word_embeddings.weight,cls.predictions.bias",
        "gemma2,model.embed_tokens.weight,", "gpt_neox,gpt_neox.embed_in.weight,embed_out.weight", "t5,shared.weight,",
        "mamba2,backbone.embeddings.weight,lm_head.weight", "mixtral,model.embed_tokens.weight,lm_head.weight",
        "deepseek_v3,model.embed_tokens.weight,lm_head.weight"})
    void everyFamilyGrowsWhereItHasARowForEachToken(String family, String first, @Nullable String second)
            throws Exception {
        Path model = ModelFolder.seeded(folder, family,
                family.equals("qwen3") ? Map.of("tie_word_embeddings", true) : Map.of());
        ModelFolder old = ModelFolder.read(model);
        ModelFolder now = extended(model, "--pad-to-multiple-of", 256, "--to", 400);
        Set<String> grown = new TreeSet<>();
        old.specs().forEach((name, spec) -> {
            now.assertBeginsAs(name, old.bytes(name));
            if (!spec.equals(now.specs().get(name))) {
                grown.add(name);
                assertEquals(512, now.spec(name).shape().extent(0));
            }
        });
        assertEquals(second == null ? Set.of(first) : new TreeSet<>(List.of(first, second)), grown);
        assertEquals(512, now.config().get("vocab_size"));
    }

    /** As in the checkpoints of older libraries. */
    @Test
    void namesWithoutTheModuleOfTheBodyAreUnderstood() throws Exception {
        Path model = ModelFolder.seeded(folder, "gpt2", Map.of("architectures", List.of("GPT2Model")));
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("GPT2Model", "GPT2LMHeadModel"));
        ModelFolder now = extended(model, "--to", 400);
        assertEquals(List.of(400L, 96L), now.spec("wte.weight").shape().extents());
        assertEquals(ModelFolder.read(model).tensors().keySet(), now.tensors().keySet());
        Path headed = folder.resolve("headed");
        Run.done("add-head", model, "--head", "token-classification", "--out", headed, "--quiet");
        assertArrayEquals(ModelFolder.read(model).tensors().get("wpe.weight"),
                ModelFolder.read(headed).tensors().get("transformer.wpe.weight"));
    }

    /** N(μ, (10⁻⁹·s)²): of a bias of std 2 the new elements are its mean, to the last digit of f32 or the one before. */
    @Test
    void biasesFollowTheLibrarysRule() throws Exception {
        Path model = ModelFolder.seeded(folder, "bert", Map.of());
        String bias = "cls.predictions.bias";
        Run.done("reinit", model, "--tensors", bias, "--init", "normal(mean=3,std=2)", "--quiet");
        double mean = Arrays.stream(ModelFolder.read(model).elements(bias)).sum() / OLD;
        double[] now = extended(model, "--to", 400).elements(bias);
        assertEquals(400, now.length);
        for (int i = OLD; i < now.length; i++) {
            assertEquals(mean, now[i], 0x1p-21, "element " + i);
        }
    }

    @Test
    void tokensAreLostOnlyIfThatIsAllowed() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        Run.fails(List.of("extend-vocab", model, "--to", 300, "--out", folder.resolve("less")),
                "has 320 tokens already",
                "--allow-shrink");
        ModelFolder now = extended(model, "--to", 300, "--allow-shrink");
        assertEquals(List.of(300L, 96L), now.spec(EMBEDDING).shape().extents());
        assertArrayEquals(ModelFolder.read(model).row(HEAD, 299), now.row(HEAD, 299));
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingIsWritten() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        Path out = folder.resolve("out");
        Path sources = folder.resolve("tokens.json");
        List<Object> base = List.of("extend-vocab", model, "--out", out);
        fails(base, List.of("--to", 330, "--method", "copy", "--copy-row", 320), "row 320", "0 to 319");
        fails(base, List.of("--to", 330, "--exclude-rows", "300:321"), "rows 300:321", "0 to 319");
        fails(base, List.of("--to", 330, "--exclude-rows", "0:320"), "all 320 rows are excluded");
        Files.writeString(sources, "{\"325\": []}");
        fails(base, List.of("--to", 330, "--sources", sources), "field '325' is empty");
        Files.writeString(sources, "{\"a\": [1]}");
        fails(base, List.of("--to", 330, "--sources", sources), "field 'a' is malformed");
        Files.writeString(sources, "{\"325\": [-1]}");
        fails(base, List.of("--to", 330, "--sources", sources), "field '325' is malformed");
        Run.misused(join(base, List.of()), "--to", "--pad-to-multiple-of");
        Run.misused(join(base, List.of("--to", 330, "--method", "median")), "'median'", "mean-resize");
        Run.misused(join(base, List.of("--to", 330, "--method", "copy")), "--copy-row");
        Run.misused(join(base, List.of("--to", 330, "--exclude-rows", "5:3")), "'5:3'");
        fails(List.of("extend-vocab", model, "--out", model), List.of("--to", 330), "is the old model");
        assertFalse(Files.exists(out));
    }

    @Test
    void modelsWithoutSuchRowsAreRefused() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"vocab_size\": 320", "\"vocab_size\": 321"));
        Path out = folder.resolve("out");
        Run.fails(List.of("extend-vocab", model, "--to", 400, "--out", out),
                "tensor 'model.embed_tokens.weight' has shape [320, 96]: expected [321, 96]");
        Path vit = ModelFolder.seeded(folder, "vit", Map.of());
        Run.fails(List.of("extend-vocab", vit, "--to", 400, "--out", out), "vit reads no tokens");
        assertFalse(Files.exists(out));
    }

    @Test
    void rowsThatAreNotFiniteAreNamed() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        Path weights = model.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        // The tensors stand in the order of their names, lm_head first.
        int begin = (int) (8 + ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(begin + 17 * WIDTH * Float.BYTES,
                Float.NaN);
        Files.write(weights, bytes);
        Run.fails(List.of("extend-vocab", model, "--to", 400, "--out", folder.resolve("out")),
                "row 17 of tensor 'lm_head.weight' holds NaN", "--exclude-rows 17");
        ModelFolder now = extended(model, "--to", 400, "--exclude-rows", "17");
        assertTrue(Double.isNaN(now.row(HEAD, 17)[0]));
        assertTrue(Arrays.stream(now.row(HEAD, 350)).allMatch(Double::isFinite));
    }

    private void fails(List<Object> base, List<Object> options, String... pieces) {
        Run.fails(join(base, options), pieces);
    }

    private static List<Object> join(List<Object> base, List<Object> options) {
        List<Object> all = new ArrayList<>(base);
        all.addAll(options);
        return all;
    }
}
