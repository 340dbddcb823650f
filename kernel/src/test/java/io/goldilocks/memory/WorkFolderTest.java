// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
    @TempDir
    private Path folder;

    @Test
    void oneOwnerAtATime() throws IOException {
        try (WorkFolder work = WorkFolder.open(folder)) {
            assertEquals(folder.resolve(".goldilocks"), work.path());
            for (int i = 0; i < 2; i++) {
                FileSystemException e = assertThrows(FileSystemException.class, () -> WorkFolder.open(folder));
                assertEquals(folder + ": is being written by this process: wait until it has ended, or name another"
                        + " folder", e.getMessage());
            }
        }
        assertFalse(Files.exists(folder.resolve(".goldilocks")));
        WorkFolder.open(folder).close();
    }

    @Test
    void whatIsInItStays() throws IOException {
        try (WorkFolder work = WorkFolder.open(folder)) {
            Files.createFile(work.path().resolve("file"));
        }
        assertTrue(Files.exists(folder.resolve(".goldilocks/file")));
        assertFalse(Files.exists(folder.resolve(".goldilocks/lock")));
        WorkFolder.open(folder).close();
        assertTrue(Files.exists(folder.resolve(".goldilocks/file")));
    }

    /** The lock of another process is seen, and gone when it is killed, though its file is still there. */
    @Test
    void killedProcessesOwnNothing() throws Exception {
        Process process = ChildProcess.start(List.of(), Owner.class, folder.toString(), "wait");
        assertEquals("owned", process.inputReader().readLine());
        FileSystemException e = assertThrows(FileSystemException.class, () -> WorkFolder.open(folder));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("is being written by process " + process.pid()), message);
        process.destroyForcibly().waitFor();
        assertTrue(Files.exists(folder.resolve(".goldilocks/lock")));
        WorkFolder.open(folder).close();
        assertFalse(Files.exists(folder.resolve(".goldilocks")));
    }

    /**
     * Two processes and this one take the folder and give it up again, thousands of times: each time the owner makes a file that
     * no other owner may have left.
     */
    @Test
    void ownersNeverMeet() throws Exception {
        List<Process> others = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            others.add(ChildProcess.start(List.of(), Owner.class, folder.toString(), "compete"));
        }
        int turns = Owner.compete(folder);
        for (Process other : others) {
            List<String> lines = other.inputReader().lines().toList();
            assertEquals(0, other.waitFor(), lines.toString());
            turns += Integer.parseInt(lines.getLast());
        }
        assertTrue(turns >= 300, turns + " turns");
    }

    /** Another owner. */
    static final class Owner {
        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            if (arguments[1].equals("compete")) {
                System.out.println(compete(folder));
                return;
            }
            try (WorkFolder _ = WorkFolder.open(folder)) {
                System.out.println("owned");
                Thread.sleep(60_000);
            }
        }

        static int compete(Path folder) throws IOException {
            Path alone = folder.resolve("alone");
            int turns = 0;
            long end = System.nanoTime() + 2_000_000_000L;
            while (turns < 100 || System.nanoTime() < end) {
                try (WorkFolder _ = WorkFolder.open(folder)) {
                    Files.createFile(alone);
                    Files.delete(alone);
                    turns++;
                } catch (FileAlreadyExistsException e) {
                    throw new AssertionError("two owners at a time", e);
                } catch (FileSystemException e) {
                    Thread.onSpinWait();
                }
            }
            return turns;
        }
    }
}
