// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    @TempDir
    private Path folder;

    private Path init(Object... options) {
        Object[] args = new Object[5 + options.length];
        System.arraycopy(new Object[]{"init", Run.model("gpt2"), "--out", folder.resolve("model"), "--quiet"}, 0, args,
                0, 5);
        System.arraycopy(options, 0, args, 5, options.length);
        Run.done(args);
        return folder.resolve("model");
    }

    /** Flips the sign of the last element. */
    private static void flip(Path file, int size) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(bytes.length() - 1);
            int last = bytes.read();
            bytes.seek(bytes.length() - 1);
            bytes.write(last ^ 0x80);
            assertTrue(bytes.length() % size == 0);
        }
    }

    private static Run findings(Object... args) {
        Run run = Run.of(args);
        assertEquals("", run.err());
        assertEquals(1, run.code());
        return run;
    }

    @Test
    void whatInitMadeIsMadeAgain() throws IOException {
        Path model = init("--seed", 7, "--dtype", "bf16");
        String out = Run.done("verify", model).out();
        assertTrue(out.startsWith(model + ": 52 tensors made again, 964,992 bytes in "), out);
        assertTrue(out.endsWith(" GB/s): every bit is the same\n"), out);
        Run.done("verify", model.resolve("model.safetensors"), "--threads", 1);
        flip(model.resolve("model.safetensors"), 2);
        Run run = findings("verify", model, "--threads", 3);
        assertEquals(2, run.out().lines().count(), run.out());
        assertTrue(run.out().contains("transformer.wte.weight: expected "), run.out());
        assertTrue(run.out().contains("; element [299, 95], the only one of 28800\n"), run.out());
        assertTrue(run.out().endsWith(": 1 finding\n"), run.out());
    }

    @Test
    void tellsMachinesTheSame() throws IOException {
        Path model = init();
        Map<String, Object> good = Run.done("verify", model, "--json").json();
        assertEquals(true, good.get("made_again"));
        assertEquals(52, good.get("tensor_count"));
        assertEquals(List.of(), good.get("findings"));
        flip(model.resolve("model.safetensors"), 4);
        Map<?, ?> finding = (Map<?, ?>) Run.list(findings("verify", model, "--json").json(), "findings").getFirst();
        assertEquals("values", finding.get("kind"));
        assertEquals("transformer.wte.weight", finding.get("subject"));
        assertEquals("element [299, 95], the only one of 28800", finding.get("meaning"));
    }

    @Test
    void loneTensorIsMadeAgain() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Run.done("fill", "--shape", "64x32", "--init", "kaiming_normal(mode=fan_out)", "--layout", "conv1d", "--slice",
                "8:16,4:12", "--seed", -3, "--dtype", "f64", "--name", "a b", "--out", file, "--quiet");
        String out = Run.done("verify", file).out();
        assertTrue(out.startsWith(file + ": 1 tensor made again, 512 bytes in "), out);
        flip(file, 8);
        assertTrue(findings("verify", file).out().contains("; element [15, 11], the only one of 64\n"));
    }

    @Test
    void anythingElseIsExamined() throws IOException {
        Path model = init();
        Files.delete(model.resolve("goldilocks.json"));
        String out = Run.done("verify", model).out();
        assertTrue(out.startsWith(model + ": 52 tensors examined, "), out);
        assertTrue(out.endsWith(": nothing found\n"), out);
        out = Run.done("verify", model, "--recipe", "hf").out();
        assertTrue(out.startsWith(model + ": 52 tensors examined by the recipe hf, "), out);
        out = findings("verify", model, "--recipe", "torch-defaults").out();
        assertTrue(out.contains("transformer.wte.weight: expected std 1.00000, found 0.0"), out);
        assertEquals("hf", Run.done("verify", model, "--recipe", "hf", "--json").json().get("recipe"));
    }

    @Test
    void troubleIsNoFinding() throws IOException {
        trouble(List.of("verify", folder), folder + ": this folder holds neither model.safetensors nor");
        trouble(List.of("verify", folder.resolve("none")), "there is no such file");
        trouble(List.of("verify"), "missing required parameter");
        Path model = init();
        trouble(List.of("verify", model, "--recipe", "gpt3"), "unknown recipe 'gpt3'");
        trouble(List.of("verify", model, "--threads", 0), "--threads is '0': expected a whole number from 1 to 1024");
        trouble(List.of("verify", model, "--recipe", "mup"), "needs the option base_width");
        Files.writeString(model.resolve("goldilocks.json"), "{}");
        trouble(List.of("verify", model), "field 'version' is missing");
        Files.delete(model.resolve("config.json"));
        trouble(List.of("verify", model, "--recipe", "hf"), "config.json: there is no such file or folder");
        Files.write(model.resolve("model.safetensors"), new byte[3]);
        trouble(List.of("verify", model), "expected at least 8 bytes");
    }

    /** As a kill in the middle of the renaming leaves it. */
    @Test
    void unfinishedCheckpointsAreNamed() throws IOException {
        Path model = init();
        Path work = Files.createDirectory(model.resolve(".goldilocks"));
        Files.writeString(work.resolve("commit.json"), """
                {"format": "1", "base_name": "model", "sha256": "0", "weights": ["model.safetensors"],
                 "texts": ["config.json"], "retired": []}""");
        String message = model
                + ": holds a new checkpoint whose files were being renamed; run the command that was writing"
                + " it again, with --resume";
        trouble(List.of("verify", model), message);
        trouble(List.of("diff", model, "gpt2-124m"), message);
        Run.fails(List.of("inspect", model), message);
    }

    private static void trouble(List<?> args, String piece) {
        Run run = Run.of(args.toArray());
        assertEquals("", run.out());
        assertTrue(run.err().contains(piece), run.err());
        assertEquals(2, run.code());
    }
}
