// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.init.Initializers;
import io.goldilocks.model.BuiltInModels;
import io.goldilocks.tensor.DType;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void listsTheCommands(String option) {
        String help = Run.done(option).out();
        for (String command : List.of("init", "fill", "reinit", "inspect", "diff", "verify", "extend-vocab", "add-head",
                "upcycle", "lora",
                "models", "recipes", "initializers")) {
            assertTrue(help.contains("\n  " + command + " "), help);
        }
        assertTrue(
                help.contains("Exit codes: 0 done, 1 failed, 2 wrong usage; of diff and verify 0 same, 1 different, 2"),
                help);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"init", "fill", "reinit", "inspect", "diff", "verify", "extend-vocab", "add-head", "upcycle",
                "lora",
                "models",
                "recipes", "initializers"})
    void explainsEachCommand(String command) {
        String help = Run.done(command, "--help").out();
        assertTrue(help.startsWith("Usage: goldilocks " + command), help);
        assertTrue(help.contains("--verbose"), help);
        assertTrue(help.lines().allMatch(line -> line.length() <= 100), help);
    }

    @Test
    void namesEveryRuleLayoutAndType() {
        String help = Run.done("fill", "--help").out().replaceAll("\\s+", " ");
        String initializers = Run.done("initializers").out();
        Initializers.names().forEach(name -> assertTrue(initializers.lines()
                .anyMatch(line -> line.equals(name) || line.startsWith(name + "(")), name));
        assertTrue(help.contains("'goldilocks initializers' lists the rules"), help);
        for (String layout : List.of("linear", "conv1d", "embedding", "conv(groups=1)", "conv_transpose(groups=1)",
                "experts(of=linear)", "fused(q=N,k=N,v=N,of=linear)", "lora_a", "lora_b", "lora_embedding_a",
                "vector")) {
            assertTrue(help.contains(layout + " ["), layout);
        }
        for (DType type : DType.values()) {
            assertTrue(!type.isFillable() || help.contains(type.name().toLowerCase(Locale.ROOT)), type.name());
        }
    }

    /** For machines: every definition, with what a form needs. */
    @Test
    void initializersForMachines() {
        List<?> all = Run.list(Run.done("initializers", "--json").json(), "initializers");
        assertEquals(Initializers.names(), all.stream().map(one -> Run.text((Map<?, ?>) one, "name")).toList());
        Map<?, ?> kaiming = (Map<?, ?>) all.get(Initializers.names().indexOf("kaiming_normal"));
        assertEquals("N(0, std²), std = gain(nonlinearity, a)/√mode", kaiming.get("formula"));
        assertTrue(Run.text(kaiming, "reference").contains("He et al. 2015"));
        Map<?, ?> mode = (Map<?, ?>) Run.list(kaiming, "parameters").get(1);
        assertEquals(Map.of("name", "mode", "values", "fan_in, fan_out, fan_avg, fan_geo_avg", "default", "fan_in",
                "required", false), mode);
    }

    @ParameterizedTest
    @CsvSource({"init, --seed, Default: 0.", "init, --threads, 1 to 1024", "init, --dtype, torch_dtype",
        "fill, --name, It selects the random stream", "fill, --name, Default: weight.",
        "fill, --dtype, Default: f32.", "fill, --layout, Default: linear.", "fill, --slice, END not included"})
    void statesDefaultsAndUnits(String command, String option, String text) {
        String help = Run.done(command, "--help").out().replaceAll("\\s+", " ");
        int place = help.indexOf(" " + option);
        int end = help.indexOf(" --", place + 3);
        assertTrue(help.substring(place, end).contains(text), help.substring(place, end));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-V", "--version"})
    void printsTheVersionOfTheBuild(String option) {
        assertTrue(Run.done(option).out().strip().matches("goldilocks \\d+\\.\\d+\\.\\d+(-\\w+)?"));
    }

    @Test
    void listsTheBuiltInModels() {
        List<String> lines = Run.done("models").out().lines().toList();
        assertEquals("name family dtype parameters bytes", lines.getFirst().replaceAll(" +", " "));
        List<String> rows = lines.stream().map(line -> line.replaceAll(" +", " ")).toList();
        assertTrue(rows.contains("gpt2-124m gpt2 F32 124,439,808 497,759,232"), rows.toString());
        assertTrue(rows.contains("deepseek-v3-671b deepseek_v3 BF16 671,026,419,200 1,342,052,868,096"),
                rows.toString());
        assertEquals(1 + BuiltInModels.names().size(), rows.size());
    }

    @Test
    void outputThatCannotBeWrittenIsAFailure() {
        StringWriter err = new StringWriter();
        int code = Main.run(new String[]{"models"}, new PrintWriter(new FullDisk(new StringWriter())),
                new PrintWriter(err));
        assertEquals("goldilocks: cannot write to standard output", err.toString().strip());
        assertEquals(1, code);
    }

    private static final class FullDisk extends FilterWriter {
        FullDisk(Writer out) {
            super(out);
        }

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            throw new IOException("No space left on device");
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            throw new IOException("No space left on device");
        }
    }
}
