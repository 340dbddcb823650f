// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arguments that are wrong: exit code 2, one line, nothing written. */
class UsageTest {
    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsWritten() throws Exception {
        assertEquals(List.of(), Run.names(folder));
    }

    @Test
    void commandIsRequired() {
        Run.misused(List.of(), "missing required subcommand", "(try 'goldilocks --help')");
    }

    @Test
    void unknownCommandsAreNamed() {
        Run.misused(List.of("inspekt"), "'inspekt'", "did you mean inspect");
        Run.misused(List.of("init", "gpt2-124m", "extra", "--dry-run"), "'extra'", "'goldilocks init --help'");
    }

    @Test
    void unknownOptionsAreNamed() {
        Run.misused(List.of("init", "gpt2-124m", "--dry-run", "--sede", "3"), "'--sede'");
        Run.misused(List.of("models", "--json"), "'--json'");
    }

    @Test
    void requiredArgumentsAreNamed() {
        Run.misused(List.of("init", "--dry-run"), "'CONFIG'");
        Run.misused(List.of("init", "gpt2-124m"), "'--out=DIR'", "--dry-run", "'goldilocks init --help'");
        Run.misused(List.of("inspect"), "'PATH'");
        Run.misused(List.of("fill", "--shape", "2x2", "--init", "zeros"), "'--out=FILE'");
        Run.misused(List.of("fill", "--shape", "2x2", "--out", folder.resolve("w.npy")), "'--init=RULE'");
        Run.misused(List.of("fill", "--init", "zeros", "--out", folder.resolve("w.npy")), "'--shape=SHAPE'");
    }

    @Test
    void valuesAreRequiredOnce() {
        Run.misused(List.of("init", "gpt2-124m", "--out"), "--out");
        Run.misused(List.of("init", "gpt2-124m", "--dry-run", "--seed", "1", "--seed", "2"), "--seed", "once");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"--seed|abc|--seed is 'abc': expected a whole number from",
        "--seed|9223372036854775808|--seed is '9223372036854775808'", "--seed|1.5|--seed is '1.5'",
        "--threads|0|--threads is '0': expected a whole number from 1 to 1024", "--threads|-1|--threads is '-1'",
        "--threads|1025|--threads is '1025'", "--threads|99999999999|--threads is '99999999999'",
        "--threads|two|--threads is 'two'",
        "--dtype|int8|unknown dtype 'int8': expected one of f8_e5m2, f8_e4m3, f16, bf16, f32, f64"})
    void badOptionsOfInit(String option, String value, String message) {
        Run.misused(List.of("init", "gpt2-124m", "--out", folder, option, value), message,
                "(try 'goldilocks init --help')");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"--shape|4xx4|shape '4xx4' is malformed", "--shape|-4x4|negative extent -4",
        "--shape|4.0|shape '4.0' is malformed", "--shape|99999999999999999999|is malformed",
        "--shape|9223372036854775807x2|has more than 2^63 - 1 elements",
        "--shape|4611686018427387904|overflows 2^63 bits", "--init|kaiming|unknown initialiser 'kaiming'",
        "--init|kaiming_norm|did you mean kaiming_normal?", "--init|normal(sigma=1)|'sigma' is no parameter of normal",
        "--init|normal(std=-1)|std", "--init|normal(std=1|unbalanced parenthesis",
        "--init|normal(std=NaN)|std is 'NaN'", "--init|kaiming_normal(mode=fan_up)|fan_up",
        "--init|constant|constant needs the parameter val", "--dtype|f33|unknown dtype 'f33'",
        "--dtype|i32|unknown dtype 'i32'", "--layout|lineal|unknown layout 'lineal': expected one of linear",
        "--slice|0:2|has 1 ranges, but shape [4, 4] has 2 axes", "--slice|0:2,3|range '3' is malformed",
        "--slice|0:2,3:5|ends at 5 on axis 1, but shape [4, 4] ends at 4", "--slice|2:1,0:4|range 2:1 is malformed",
        "--slice|a:b,0:4|range 'a:b' is malformed", "--seed|x|--seed is 'x'", "--threads|0|--threads is '0'",
        "--name|''|tensor name '' is malformed", "--out|w.pt|expected .safetensors, .npy or .bin",
        "--format|raw|unknown format 'raw': expected one of safetensors, npy, bin",
        "--io|fast|unknown strategy 'fast': expected one of auto, write, mmap, direct"})
    void badOptionsOfFill(String option, String value, String message) {
        List<Object> args = new ArrayList<>(List.of("fill", "--shape", "4x4", "--init", "normal", "--out",
                folder.resolve("w.safetensors")));
        int place = args.indexOf(option);
        if (place >= 0) {
            args.set(place + 1, option.equals("--out") ? folder.resolve(value) : value);
        } else {
            args.addAll(List.of(option, value));
        }
        Run.misused(args, message, "(try 'goldilocks fill --help')");
    }

    @Test
    void fansNeedALayoutThatFitsTheRank() {
        List<Object> args = List.of("fill", "--shape", "2x3x4", "--init", "kaiming_normal", "--out",
                folder.resolve("w.safetensors"));
        Run.misused(args, "layout linear has no fans for shape [2, 3, 4] of rank 3: layouts of that rank are conv,"
                + " conv_transpose, experts");
    }

    @Test
    void typesThatNpyLacksAreRefused() {
        Run.misused(List.of("fill", "--shape", "2x2", "--init", "zeros", "--dtype", "bf16", "--out",
                folder.resolve("w.npy")), "type BF16, which npy does not have");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        Run.misused(List.of("init", "gpt2-124m", "--dry-run", "--dtype", "a\n\u001b[31mb"), "a??[31mb");
        Run.fails(List.of("init", "no\nsuch\u009bfile", "--dry-run"), "no?such?file");
    }

    @Test
    void verboseAddsTheStackTrace() {
        Run run = Run.of("init", "gpt2-124m", "--dry-run", "--dtype", "x", "--verbose");
        assertEquals(2, run.code());
        assertTrue(run.err().lines().findFirst().orElseThrow().startsWith("goldilocks: unknown dtype 'x'"));
        assertTrue(run.err().contains("\tat io.goldilocks.tensor.DType.parse"), run.err());
    }
}
