// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.tensor.DType;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void listsTheCommands(String option) {
        String help = Run.done(option).out();
        for (String command : List.of("init", "fill", "inspect", "diff", "models", "recipes")) {
            assertTrue(help.contains("\n  " + command + " "), help);
        }
        assertTrue(help.contains("Exit codes: 0 done, 1 failed, 2 wrong usage; of diff 0 same, 1 different, 2 failed"),
                help);
    }

    @ParameterizedTest
    @ValueSource(strings = {"init", "fill", "inspect", "diff", "models", "recipes"})
    void explainsEachCommand(String command) {
        String help = Run.done(command, "--help").out();
        assertTrue(help.startsWith("Usage: goldilocks " + command), help);
        assertTrue(help.contains("--verbose"), help);
        assertTrue(help.lines().allMatch(line -> line.length() <= 100), help);
    }

    @Test
    void namesEveryRuleLayoutAndType() {
        String help = Run.done("fill", "--help").out();
        Initializers.names().forEach(name -> assertTrue(help.contains(name), name));
        for (Layout layout : Layout.values()) {
            assertTrue(layout == Layout.VECTOR || help.contains(layout + " ["), layout.toString());
        }
        for (DType type : DType.values()) {
            assertTrue(!type.isFillable() || help.contains(type.name().toLowerCase(Locale.ROOT)), type.name());
        }
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
        assertEquals("name          family  dtype     parameters          bytes", lines.get(0));
        assertEquals("gpt2-124m     gpt2    F32      124,439,808    497,759,232", lines.get(1));
        assertEquals("llama-3.2-1b  llama   BF16   1,235,814,400  2,471,628,800", lines.get(2));
        assertEquals(3, lines.size());
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
