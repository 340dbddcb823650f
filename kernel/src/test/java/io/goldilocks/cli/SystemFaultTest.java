// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * System calls that fail: a quota that is used up, a disk that is found full when it is forced, or breaks. strace puts the error
 * in the call's place; where it is not there, or not permitted, the tests are skipped.
 */
class SystemFaultTest {
    private static final String CONFIG = """
            {"model_type": "llama", "vocab_size": 1000, "hidden_size": 64, "intermediate_size": 160,
             "num_hidden_layers": 2, "num_attention_heads": 4}
            """;
    private static final List<String> SHARDS = List.of("--max-shard-size", "150KB", "--quiet");

    @TempDir
    private Path folder;
    private Path config = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void prepare() throws Exception {
        config = Files.writeString(folder.resolve("config.json"), CONFIG);
        out = folder.resolve("out");
        List<String> probe = List.of("strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=fsync",
                "true");
        String obstacle = "";
        try {
            Process process = new ProcessBuilder(probe).redirectErrorStream(true).start();
            String said = String.join(" ", process.inputReader().lines().toList());
            obstacle = process.waitFor() == 0 ? "" : "strace failed: " + said;
        } catch (IOException e) {
            obstacle = "strace cannot be started: " + e.getMessage();
        }
        if (!obstacle.isEmpty()) {
            System.out.println("skipped, because " + obstacle);
        }
        assumeTrue(obstacle.isEmpty(), obstacle);
    }

    /** A new checkpoint over an old one: a clear error, the old one as it was, no half file; and later the work is finished. */
    @ParameterizedTest
    @CsvSource({"write, pwrite64, EDQUOT, 1+, Disk quota exceeded", "write, pwrite64, EDQUOT, 9+, Disk quota exceeded",
        "write, fsync, ENOSPC, 1+, could not be forced to the disk",
        "write, fsync, ENOSPC, 6+, No space left on device", "direct, pwrite64, ENOSPC, 4+, No space left on device",
        "direct, fallocate, EDQUOT, 1+, the disk quota is exceeded", "direct, fsync, EDQUOT, 2+, Disk quota exceeded",
        "mmap, fallocate, EDQUOT, 2+, the disk quota is exceeded",
        "mmap, sync_file_range, ENOSPC, 2+, no space left on the device", "mmap, fsync, EIO, 4+, Input/output error"})
    void writing(String io, String call, String error, String when, String reason) throws Exception {
        Run.done(arguments("init", config, "--out", out, "--seed", "1"));
        Map<String, byte[]> old = Killings.files(out);
        String said = broken(call, error, when, arguments("init", config, "--out", out, "--seed", "2", "--io", io,
                "--overwrite"));
        assertTrue(said.contains(out.toString()) && said.contains(reason), said);
        Killings.assertSame(old, Killings.files(out));
        try (Stream<Path> left = Files.walk(out)) {
            assertEquals(List.of(), left.filter(path -> path.toString().endsWith(".tmp")).toList());
        }
        Run.done(arguments("init", config, "--out", out, "--seed", "2", "--overwrite", "--resume"));
        Run.done(arguments("init", config, "--out", folder.resolve("whole"), "--seed", "2"));
        Killings.assertSame(Killings.files(folder.resolve("whole")), Killings.files(out));
    }

    /** The small files and the folders are forced too, and whatever fails is named; what was made is made use of. */
    @Test
    @Tag("exhaustive")
    void everyForceIsNamed() throws Exception {
        int failed = 0;
        for (boolean done = false; !done; failed++) {
            Path target = folder.resolve("out" + failed);
            Run run = run("fsync", "EIO", Integer.toString(failed + 1),
                    List.of("init", config.toString(), "--out", target.toString(), "--quiet"));
            done = run.code() == 0;
            assertEquals(!done, run.out().contains(target.toString()), run.out());
            Run.done("init", config, "--out", target, "--resume", "--quiet");
            Run.done("verify", target);
        }
        assertTrue(failed > 5, failed + " calls failed");
    }

    @Test
    void changeInPlaceThatCannotBeForcedIsBrokenOff() throws Exception {
        Run.done(arguments("init", config, "--out", out, "--seed", "1"));
        List<String> arguments = List.of("reinit", out.toString(), "--tensors", "*.mlp.*", "--seed", "2", "--quiet");
        String said = broken("msync", "EIO", "1+", arguments.toArray());
        assertTrue(said.startsWith("goldilocks: cannot change " + out) && said.contains("Input/output error"), said);
        assertEquals(true, Run.done("inspect", out, "--json").json().get("reinit_under_way"));
        Run.done(arguments.toArray());
        Run.done("verify", out);
    }

    private static Object[] arguments(Object... first) {
        return Stream.concat(Arrays.stream(first), SHARDS.stream()).toArray();
    }

    /** The one line of a command in which a system call fails. */
    private static String broken(String call, String error, String when, Object... arguments) throws Exception {
        Run run = run(call, error, when, Arrays.stream(arguments).map(Object::toString).toList());
        assertEquals(1, run.code(), run.out());
        assertEquals(1, run.out().lines().count(), run.out());
        assertTrue(run.out().startsWith("goldilocks: "), run.out());
        return run.out();
    }

    private static Run run(String call, String error, String when, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e",
                "trace=" + call, "-e", "inject=" + call + ":error=" + error + ":when=" + when,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = Killings.output(process);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES), said);
        return new Run(process.exitValue(), said, "");
    }
}
