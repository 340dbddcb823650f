// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.rng.TensorStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which tensors go to which file, against what huggingface_hub and transformers do: see {@code shards.py}. */
class ShardTest {
    private static final Path RESOURCES = Path.of("src/test/resources/io/goldilocks");

    /** Lines of {@code size|tensors' sizes|how many in each file}. */
    static List<String> splits() throws IOException {
        return Files.readAllLines(RESOURCES.resolve("save/splits.txt"));
    }

    @ParameterizedTest
    @MethodSource("splits")
    void tensorsAreSplitAsByHuggingfaceHub(String line) {
        String[] columns = line.split("\\|", -1);
        List<List<String>> names = Shard.split(Samples.sized(numbers(columns[1])), Long.parseLong(columns[0])).stream()
                .map(group -> group.stream().map(tensor -> tensor.spec().name()).toList()).toList();
        assertEquals(Arrays.stream(columns[2].split(";", -1)).map(group -> List.of(group.split(" ", -1))).toList(),
                names);
    }

    /** Files named {@code <config>-<size>.index.json}. */
    static List<Path> indexes() throws IOException {
        try (Stream<Path> files = Files.list(RESOURCES.resolve("save"))) {
            return files.filter(file -> file.toString().endsWith(".index.json")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("indexes")
    void indexIsThatOfTransformersToTheByte(Path file) throws IOException {
        String name = String.valueOf(file.getFileName()).replace(".index.json", "");
        int dash = name.lastIndexOf('-');
        ModelPlan plan = ModelPlan.of(
                ModelConfig.read(RESOURCES.resolve("model/" + name.substring(0, dash) + "/config.json")), null);
        CheckpointJob job = new CheckpointJob("model", plan.tensors().stream().map(ShardTest::tensor).toList(),
                Map.of(),
                Map.of(), Set.of());
        Contents contents = Contents.of(job, SaveOptions.parseSize(name.substring(dash + 1)));
        assertEquals(Files.readString(file), contents.texts().get("model.safetensors.index.json"));
    }

    private static NewTensor tensor(PlannedTensor planned) {
        return NewTensor.filled(planned.spec(), planned.parts(), TensorStream.of(0, planned.spec().name()));
    }

    private static List<Long> numbers(String text) {
        return Arrays.stream(text.split(" ", -1)).map(Long::valueOf).toList();
    }
}
