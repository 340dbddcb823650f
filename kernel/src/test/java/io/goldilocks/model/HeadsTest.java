// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every class of every family: the body under the module that the library puts it in, and the tensors of its head. The table
 * {@code heads.txt} was read from the modelling files of transformers.
 */
class HeadsTest {
    /** Three, where a head marks no span, so that labels are told from the two ends of one. */
    private static final Map<String, String> LABELS = Map.of("0", "a", "1", "b", "2", "c");

    /**
     * One class.
     *
     * @param folder the folder of the config
     * @param name the class
     * @param body the class of the body alone
     * @param pooler whether the class keeps the body's pooler, if it has one
     * @param module what stands before the body's names
     * @param head what follows the body, each with its shape
     */
    record Row(String folder, String name, String body, boolean pooler, String module, List<String> head) {
        static Row parse(String line) {
            List<String> columns = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
            String body = columns.get(2);
            return new Row(columns.get(0), columns.get(1), body.replace(" without pooler", ""),
                    !body.endsWith(" without pooler"), columns.get(3),
                    Stream.of(columns.get(4).split(";", -1)).map(String::strip).filter(tensor -> !tensor.isEmpty())
                            .toList());
        }
    }

    static List<Row> table() throws IOException {
        try (InputStream in = Objects.requireNonNull(HeadsTest.class.getResourceAsStream("heads.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                    .map(Row::parse).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void theBodyStandsInItsModuleAndTheHeadFollows(Row row) {
        List<String> expected = new ArrayList<>();
        for (String tensor : tensors(row, row.body())) {
            if (row.pooler() || !tensor.startsWith("pooler.")) {
                expected.add(row.module() + tensor);
            }
        }
        expected.addAll(row.head());
        assertEquals(expected, tensors(row, row.name()));
    }

    @Test
    void everyClassStandsInTheTable() throws IOException {
        Set<String> folders = table().stream().map(Row::folder).collect(Collectors.toSet());
        assertEquals(Set.copyOf(Families.MODEL_TYPES), folders);
        Set<String> known = new TreeSet<>();
        for (String folder : folders) {
            Families.of(config(folder, List.of())).architectures()
                    .forEach(architecture -> known.add(architecture.name()));
        }
        assertEquals(known, table().stream().map(Row::name).collect(Collectors.toCollection(TreeSet::new)));
    }

    private static List<String> tensors(Row row, String name) {
        return ModelPlan.of(config(row.folder(), List.of(name)), null).tensors().stream().map(PlannedTensor::spec)
                .map(spec -> spec.name() + " " + spec.shape()).toList();
    }

    private static ModelConfig config(String folder, List<String> classes) {
        boolean spans = classes.toString().contains("QuestionAnswering");
        // The text model of Gemma 3 has the tensors of Gemma 2 and two norms; nothing of it was saved.
        String base = folder.equals("gemma3_text") ? "gemma2" : folder;
        return TestConfigs.changed(base, "model_type", folder, "architectures", classes, "id2label",
                spans ? null : LABELS);
    }
}
