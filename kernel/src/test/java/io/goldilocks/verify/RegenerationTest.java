// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.Checkpoints;
import io.goldilocks.Provenance;
import io.goldilocks.TensorProvenance;
import io.goldilocks.checkpoint.SafetensorsFile;
import io.goldilocks.checkpoint.ShardIndex;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.checkpoint.StoredTensor;
import io.goldilocks.checkpoint.TensorFormat;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.json.JsonException;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.recipe.Recipes;
import io.goldilocks.rng.Engine;
import io.goldilocks.save.SaveOptions;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever differs from what was written is found, and where. */
class RegenerationTest {
    private static final ModelConfig CONFIG = ModelConfig.parse("config.json", """
            {"model_type": "gpt2", "vocab_size": 300, "n_positions": 8, "n_embd": 16, "n_layer": 2, "n_head": 2}"""
            .getBytes(StandardCharsets.UTF_8));
    private static final Filler FILLER = new Filler(2);

    @TempDir
    private Path folder;

    @AfterAll
    static void closeFiller() {
        FILLER.close();
    }

    private static Provenance provenance(DType dtype) {
        return Provenance.of(CONFIG, dtype, Recipes.open("hf"), Map.of(), 7);
    }

    private void write(Provenance provenance) throws IOException {
        new Checkpoints(FILLER, SaveOptions.DEFAULTS.overwriting(true), Progress.NONE).seed(provenance, folder);
    }

    private List<Finding> verify() throws IOException {
        return verify(folder);
    }

    private static List<Finding> verify(Path path) throws IOException {
        try (StoredCheckpoint checkpoint = StoredCheckpoint.open(path)) {
            return Claim.find(checkpoint, Optional.empty(), FILLER, Progress.NONE).orElseThrow()
                    .compare(checkpoint, FILLER, Progress.NONE).findings();
        }
    }

    private Path weights() {
        return folder.resolve("model.safetensors");
    }

    private void flip(long bit) {
        flip(weights(), bit);
    }

    private static void flip(Path path, long bit) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(bit / 8);
            int found = file.read();
            file.seek(bit / 8);
            file.write(found ^ 1 << bit % 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void flippedBitIsFoundAndLocated(DType dtype) throws IOException {
        write(provenance(dtype));
        assertEquals(List.of(), verify());
        List<StoredTensor> tensors;
        try (SafetensorsFile file = SafetensorsFile.open(weights())) {
            tensors = file.tensors();
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100; i++) {
            StoredTensor tensor = tensors.get(random.nextInt(tensors.size()));
            long bit = random.nextLong(8 * tensor.spec().byteSize());
            flip(8 * tensor.offset() + bit);
            Finding finding = assertOne(verify());
            assertEquals(Finding.Kind.VALUES, finding.kind());
            assertEquals(tensor.spec().name(), finding.subject());
            long index = bit / dtype.bits();
            List<Long> shape = tensor.spec().shape().extents();
            String place = shape.size() == 1
                    ? "[" + index + "]"
                    : "[" + index / shape.get(1) + ", " + index % shape.get(1) + "]";
            assertEquals("element " + place + ", the only one of " + tensor.spec().shape().elementCount(),
                    finding.meaning());
            long expected = bits(finding.expected());
            assertEquals(1L << bit % dtype.bits(), expected ^ bits(finding.found()), finding.toString());
            flip(8 * tensor.offset() + bit);
        }
        assertEquals(List.of(), verify());
    }

    /** The bits of a value that a finding tells as {@code 0.5 (0x3f000000)}. */
    private static long bits(String value) {
        return Long.parseUnsignedLong(value.substring(value.indexOf("0x") + 2, value.length() - 1), 16);
    }

    private static Finding assertOne(List<Finding> findings) {
        assertEquals(1, findings.size(), findings.toString());
        return findings.getFirst();
    }

    /** Every seventh bit, so that each of the eight of a byte has its turn: malformed, or a finding. */
    @Test
    void flippedBitOfTheHeaderIsFound() throws IOException {
        write(provenance(DType.F32));
        Provenance read = Provenance.read(folder.resolve(Provenance.FILE));
        String version = String.valueOf(read.metadata().get(Provenance.VERSION_KEY));
        Claim claim = Claim.of(read, version);
        long end = Files.readString(weights(), StandardCharsets.ISO_8859_1).indexOf("}}") + 40L;
        int found = 0;
        for (long bit = 0; bit < 8 * end; bit += 7) {
            flip(bit);
            boolean good;
            try (StoredCheckpoint checkpoint = StoredCheckpoint.open(folder)) {
                good = claim.compare(checkpoint, FILLER, Progress.NONE).isGood();
            } catch (IOException e) {
                good = false;
                found++;
            }
            assertTrue(!good, "bit " + bit + " was flipped");
            flip(bit);
        }
        assertTrue(found > 0, "none made the header malformed");
        assertEquals(List.of(), verify());
    }

    @Test
    void shardsAreOneCheckpoint() throws IOException {
        new Checkpoints(FILLER, SaveOptions.DEFAULTS.inShardsOf(10_000), Progress.NONE).seed(provenance(DType.F32),
                folder);
        assertEquals(List.of(), verify());
        Path index = folder.resolve(ShardIndex.FILE);
        List<String> files = List.copyOf(ShardIndex.read(index).files());
        assertTrue(files.size() > 3, files.toString());
        for (String name : files) {
            StoredTensor last;
            try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(name))) {
                last = file.tensors().getLast();
            }
            flip(folder.resolve(name), 8 * last.offset() + 8 * last.spec().byteSize() - 1);
            Finding finding = assertOne(verify());
            assertEquals(last.spec().name(), finding.subject());
            flip(folder.resolve(name), 8 * last.offset() + 8 * last.spec().byteSize() - 1);
        }
        String text = Files.readString(index);
        Files.writeString(index, text.replaceFirst("total_parameters\": \\d+", "total_parameters\": 5"));
        assertTrue(assertOne(verify()).toString()
                .matches("model.safetensors.index.json: expected total_parameters \\d+, found 5"));
        Files.writeString(index, text.replaceFirst("\"total_parameters\": \\d+,", ""));
        assertTrue(assertOne(verify()).toString().endsWith(", found none"));
    }

    @Test
    void manyDifferencesAreCountedAndTheFirstIsTold() throws IOException {
        write(provenance(DType.F32));
        StoredTensor tensor;
        try (SafetensorsFile file = SafetensorsFile.open(weights())) {
            tensor = file.tensors().stream()
                    .filter(stored -> stored.spec().name().equals("transformer.h.1.ln_1.weight")).findFirst()
                    .orElseThrow();
        }
        for (int element : new int[]{3, 5, 15}) {
            flip(8 * (tensor.offset() + 4L * element) + 31);
        }
        Finding finding = assertOne(verify());
        assertEquals(
                "transformer.h.1.ln_1.weight: expected 1.0 (0x3f800000), found -1.0 (0xbf800000); element [3], the first"
                        + " of 3 that differ, of 16",
                finding.toString());
    }

    /** More than one thread takes at a time, and more than is compared at a time; differences on both sides of every boundary. */
    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "BF16", "F8_E4M3"})
    void differencesOfALargeTensorAreCounted(DType dtype) throws IOException {
        int size = dtype.byteSize();
        long count = (5L << 19) / size + 77;
        TensorProvenance tensor = TensorProvenance.whole(new TensorSpec("w", Shape.of(count), dtype), Layout.VECTOR,
                Initializers.normal(0, 1), Engine.PHILOX4X32_10, 3);
        Path file = folder.resolve("w.safetensors");
        new Checkpoints(FILLER, SaveOptions.DEFAULTS, Progress.NONE).write(tensor, TensorFormat.SAFETENSORS, file);
        long offset = Files.size(file) - count * size;
        assertEquals(List.of(), verify(file));
        TreeSet<Long> changed = new TreeSet<>(List.of(count - 1));
        for (long boundary = 1 << 17; boundary < count * size; boundary += 1 << 17) {
            changed.addAll(List.of(boundary / size - 1, boundary / size));
        }
        while (!changed.isEmpty()) {
            changed.forEach(element -> flip(file, 8 * (offset + element * size)));
            Finding finding = assertOne(verify(file));
            assertEquals("element [" + changed.first() + "], "
                    + (changed.size() == 1
                            ? "the only one of "
                            : "the first of " + changed.size()
                                    + " that differ, of ")
                    + count, finding.meaning());
            assertEquals(1, bits(finding.expected()) ^ bits(finding.found()));
            changed.forEach(element -> flip(file, 8 * (offset + element * size)));
            changed.removeAll(List.copyOf(changed.headSet(changed.first() + 1)));
            changed.removeIf(element -> element % 3 == 0);
        }
        assertEquals(List.of(), verify(file));
    }

    @Test
    void everyTensorOfAnotherSeedDiffers() throws IOException {
        write(provenance(DType.F32));
        Path document = folder.resolve(Provenance.FILE);
        Files.writeString(document, Files.readString(document).replace("\"seed\": 7", "\"seed\": 8"));
        List<Finding> findings = verify();
        assertTrue(findings.getFirst().toString().startsWith(
                "model.safetensors: expected metadata goldilocks.seed = 8, found 7"), findings.toString());
        assertEquals(2 + 4 * 2, findings.stream().filter(finding -> finding.kind() == Finding.Kind.VALUES).count());
    }

    @Test
    void changedDocumentsAreFound() throws IOException {
        Provenance mup = Provenance.of(CONFIG, DType.F32, Recipes.open("mup"), Map.of("base_width", 4.0), 7);
        write(mup);
        assertEquals(List.of(), verify());
        Path config = folder.resolve("config.json");
        String text = Files.readString(config);
        Files.writeString(config, text.replace("\"n_head\": 2", "\"n_head\": 4,\n  \"more\": 1"));
        assertEquals(List.of("config.json: expected field 'more' nowhere, found 1",
                "config.json: expected field 'n_head' to be 2, found 4"),
                verify().stream().map(Finding::toString).toList());
        Files.writeString(config, text.replaceAll("\\s", ""));
        assertEquals(List.of(), verify());
        Files.delete(folder.resolve("multipliers.json"));
        assertEquals(List.of("multipliers.json: expected a document, found none"),
                verify().stream().map(Finding::toString).toList());
    }

    @Test
    void otherTensorsAreFound() throws IOException {
        write(provenance(DType.F32));
        Path document = folder.resolve(Provenance.FILE);
        String text = Files.readString(document);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        new Checkpoints(FILLER, SaveOptions.DEFAULTS.overwriting(true), Progress.NONE).seed(Provenance.of(
                ModelConfig.parse("config.json",
                        """
                                {"model_type": "gpt2", "vocab_size": 301, "n_positions": 8, "n_embd": 16, "n_layer": 1, "n_head": 2}"""
                                .getBytes(StandardCharsets.UTF_8)),
                DType.BF16, Recipes.open("hf"), Map.of(), 7), elsewhere);
        Files.writeString(elsewhere.resolve(Provenance.FILE), text);
        try (StoredCheckpoint checkpoint = StoredCheckpoint.open(elsewhere)) {
            List<Finding> findings = Claim.find(checkpoint, Optional.empty(), FILLER, Progress.NONE).orElseThrow()
                    .compare(checkpoint, FILLER, Progress.NONE)
                    .findings();
            List<String> lines = findings.stream().map(Finding::toString).toList();
            assertTrue(lines.contains("transformer.wte.weight: expected shape [300, 16], found [301, 16]"),
                    lines::toString);
            assertTrue(lines.contains("transformer.wte.weight: expected type F32, found BF16"), lines::toString);
            assertTrue(lines.contains("transformer.h.1.ln_1.bias: expected F32 [16], found no such tensor"),
                    lines::toString);
            assertTrue(findings.stream().noneMatch(finding -> finding.kind() == Finding.Kind.VALUES), lines::toString);
        }
    }

    /** What this version cannot make again is no difference but a failure. */
    @Test
    void malformedProvenanceIsRefused() throws IOException {
        write(provenance(DType.F32));
        Path document = folder.resolve(Provenance.FILE);
        Files.writeString(document, Files.readString(document).replace("plan_sha256\": \"", "plan_sha256\": \"0"));
        assertThrows(JsonException.class, this::verify);
    }
}
