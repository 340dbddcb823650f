// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench;

import io.goldilocks.bench.report.Report;
import io.goldilocks.bench.results.Comparison;
import io.goldilocks.bench.results.RecordedRun;
import io.goldilocks.bench.results.ResultFile;
import io.goldilocks.bench.results.StandardRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code java -jar benchmarks.jar}: JMH's own command line, which also records where and how it measured when it writes JSON;
 * and three commands around it.
 */
@Command(name = "java -jar benchmarks.jar", mixinStandardHelpOptions = true,
        description = "Without one of these commands: JMH, whose -h lists its options.")
public final class Main {
    private Main() {}

    /**
     * Runs JMH or a command, and ends the process with 0, or with 1 after a failure.
     *
     * @param args the arguments
     * @throws IOException if JMH cannot write
     * @throws RunnerException if JMH fails
     * @throws CommandLineOptionException if JMH does not understand the arguments
     */
    public static void main(String[] args) throws IOException, RunnerException, CommandLineOptionException {
        CommandLine commands = new CommandLine(new Main());
        if (args.length > 0 && (commands.getSubcommands().containsKey(args[0]) || args[0].equals("--help"))) {
            System.exit(commands.execute(args));
        }
        CommandLineOptions options = new CommandLineOptions(args);
        boolean runs = !(options.shouldHelp() || options.shouldList() || options.shouldListWithParams()
                || options.shouldListProfilers() || options.shouldListResultFormats());
        if (runs && options.getResultFormat().orElse(ResultFormatType.TEXT) == ResultFormatType.JSON) {
            new RecordedRun(command(args)).run(List.of(options),
                    Path.of(options.getResult().orElse("jmh-result.json")));
        } else {
            org.openjdk.jmh.Main.main(args);
        }
    }

    @Command(name = "standard", description = "Measure what a published result has, in some twenty minutes. "
            + "The results and, beside them, where and how they came about are written.")
    int standard(@Parameters(paramLabel = "FILE.json", description = "where to") Path results)
            throws RunnerException, IOException {
        new RecordedRun(command("standard", results.toString())).run(StandardRun.options(), results);
        return 0;
    }

    @Command(name = "report", description = "Write README.md and its plots into the folder of a result.")
    int report(@Parameters(paramLabel = "FILE.json", description = "JSON of JMH") Path results) throws IOException {
        new Report(results).write();
        return 0;
    }

    @Command(name = "compare", description = "Say what of two results moved beyond its error.")
    int compare(@Parameters(paramLabel = "OLD.json", description = "JSON of JMH") Path before,
            @Parameters(paramLabel = "NEW.json", description = "JSON of JMH") Path after) throws IOException {
        Comparison.of(ResultFile.read(before), ResultFile.read(after)).print(System.out);
        return 0;
    }

    private static String command(String... args) {
        return "java -jar benchmarks.jar " + String.join(" ", args);
    }
}
