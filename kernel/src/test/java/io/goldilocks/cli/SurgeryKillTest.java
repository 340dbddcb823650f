// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Surgery that is killed: resumed it comes to the bits of one that was not, and the old model stays as it is. */
class SurgeryKillTest {
    private static final int FEW = 6;
    private static final int MANY = 40;

    @TempDir
    private Path folder;
    private Path model = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        Path config = Files.writeString(folder.resolve("config.json"), KillTest.CONFIG);
        model = folder.resolve("model");
        Run.done("init", config, "--out", model, "--max-shard-size", "1MB", "--seed", "2", "--quiet");
    }

    @Test
    void extendVocab() throws Exception {
        killed(FEW, "extend-vocab", "--to", "3500");
    }

    @Test
    void upcycle() throws Exception {
        killed(FEW, "upcycle", "--experts", "4", "--noise", "0.1");
    }

    @Test
    void loraAndWhatItLeaves() throws Exception {
        killed(FEW - 2, "lora", "--rank", "8", "--init", "pissa", "--targets", "all-linear", "--residual");
    }

    /** Of two folders the one is named that holds something. */
    @Test
    void aSignalTellsWhatIsLeftOfTheResidual() throws Exception {
        String[] options = {"--rank", "8", "--init", "olora", "--targets", "all-linear", "--residual"};
        Path rest = folder.resolve("rest");
        Path out = folder.resolve("out");
        Process process = Killings.start(command("lora", options, rest, out, "--quiet"));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (Killings.staged(rest).size() < 3 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(0, new ProcessBuilder("kill", "-TERM", Long.toString(process.pid())).start().waitFor());
        String said = Killings.output(process);
        assertEquals(143, process.waitFor(), said);
        int finished = Killings.staged(rest).size();
        assertTrue(finished >= 3, finished + " files");
        assertTrue(said.startsWith("goldilocks: stopped; " + rest + " holds an unfinished checkpoint, with " + finished
                + " of ") && said.endsWith(" files written (--resume)"), said);
        assertFalse(Files.exists(out));
        Run.done(command("lora", options, rest, out, "--resume").toArray());
        Run.done("verify", out, "--base", model);
        Run.done("verify", rest, "--base", model);
    }

    @Test
    @Tag("exhaustive")
    void dozensOfTimes() throws Exception {
        killed(MANY, "extend-vocab", "--to", "3500");
        killed(MANY, "add-head", "--head", "sequence-classification", "--labels", "3");
        killed(MANY, "upcycle", "--experts", "4", "--noise", "0.1");
        killed(MANY, "lora", "--rank", "8", "--init", "pissa", "--targets", "all-linear", "--residual");
        killed(MANY, "lora", "--rank", "8", "--init", "olora", "--targets", "all-linear", "--link", "--residual");
    }

    /** A command that ends with {@code --residual} writes two folders. */
    private void killed(int kills, String name, String... options) throws Exception {
        Map<String, byte[]> before = Killings.files(model);
        boolean leaves = options[options.length - 1].equals("--residual");
        Path whole = folder.resolve(name + ".whole");
        Path out = folder.resolve(name + ".killed");
        // The adapter says where its model is, so that both commands must name the same.
        Path rest = folder.resolve(name + ".rest");
        Path wholeRest = folder.resolve(name + ".rest.whole");
        Run.done(command(name, options, rest, whole, "--overwrite").toArray());
        Map<Path, Path> folders = new LinkedHashMap<>(Map.of(out, whole));
        if (leaves) {
            Files.move(rest, wholeRest);
            folders.put(rest, wholeRest);
        }
        new Killings(command(name, options, rest, out, "--resume"), folders, () -> delete(folders.keySet()))
                .kill(kills, 11);
        Killings.assertSame(before, Killings.files(model));
        delete(folders.keySet());
        delete(folders.values());
    }

    private List<String> command(String name, String[] options, Path rest, Path out, String more) {
        List<String> command = new ArrayList<>(List.of(name, model.toString()));
        command.addAll(List.of(options));
        if (options[options.length - 1].equals("--residual")) {
            command.add(rest.toString());
        }
        command.addAll(
                List.of("--out", out.toString(), "--max-shard-size", KillTest.SIZE, "--seed", "3", more));
        return command;
    }

    private static void delete(Iterable<Path> folders) throws IOException {
        for (Path folder : folders) {
            if (Files.exists(folder)) {
                for (String file : Run.names(folder)) {
                    Files.delete(folder.resolve(file));
                }
                Files.delete(folder);
            }
        }
    }
}
