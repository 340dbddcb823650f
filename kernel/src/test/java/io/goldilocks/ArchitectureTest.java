// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.goldilocks.checkpoint.MappedBytes;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which package may import which, as the README shows it: the flow runs one way. */
class ArchitectureTest {
    private static final String ROOT = "io.goldilocks";

    /** Each package, by its last name, and what it may import; the front door is the empty name. */
    static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(Map.entry("tensor", Set.of()),
            Map.entry("simd", Set.of()), Map.entry("json", Set.of()), Map.entry("memory", Set.of()),
            Map.entry("rng", Set.of("simd")), Map.entry("linalg", Set.of("simd")),
            Map.entry("distribution", Set.of("rng", "simd")), Map.entry("rounding", Set.of("simd")),
            Map.entry("init", Set.of("tensor", "distribution", "linalg")),
            Map.entry("fill", Set.of("tensor", "simd", "rng", "distribution", "rounding", "linalg", "init")),
            Map.entry("checkpoint", Set.of("tensor", "json", "memory")),
            Map.entry("model", Set.of("tensor", "json", "init")),
            Map.entry("recipe", Set.of("tensor", "json", "init", "model")),
            Map.entry("save", Set.of("tensor", "json", "rng", "init", "fill", "memory", "checkpoint")),
            Map.entry("", Set.of("tensor", "json", "rng", "init", "fill", "memory", "checkpoint", "save", "model",
                    "recipe")),
            Map.entry("surgery", Set.of("", "tensor", "json", "rng", "distribution", "init", "fill", "linalg", "memory",
                    "checkpoint", "model", "recipe", "save")),
            Map.entry("verify",
                    Set.of("", "tensor", "json", "rng", "distribution", "init", "fill", "checkpoint", "model", "recipe",
                            "surgery")),
            Map.entry("cli",
                    Set.of("", "tensor", "json", "rng", "init", "fill", "memory", "checkpoint", "save", "model",
                            "recipe", "surgery", "verify")));

    /** Libraries, by the start of their package, and who may use them. */
    private static final Map<String, Set<String>> LIBRARIES = Map.of("picocli", Set.of("cli"), "me.tongfei",
            Set.of("cli"),
            "tools.jackson", Set.of("checkpoint", "json", "cli"), "jdk.incubator.vector",
            Set.of("simd", "rng", "distribution", "rounding", "linalg"), "org.apache.commons.rng", Set.of("rng"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(ROOT);

    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }

    @Test
    void everyPackageIsInTheTable() {
        Set<String> found = new TreeSet<>();
        CLASSES.forEach(type -> found.add(packageOf(type)));
        assertEquals(new TreeSet<>(MAY_IMPORT.keySet()), found);
    }

    @Test
    void importsFollowTheTable() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            Set<String> allowed = MAY_IMPORT.getOrDefault(packageOf(type), Set.of());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(ROOT) && !packageOf(target).equals(packageOf(type))
                        && !allowed.contains(packageOf(target))) {
                    wrong.add(type.getName() + " imports " + target.getName());
                }
            }
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    void librariesAreUsedWhereTheyBelong() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
                LIBRARIES.forEach((library, users) -> {
                    if (target.startsWith(library) && !users.contains(packageOf(type))) {
                        wrong.add(type.getName() + " uses " + target);
                    }
                });
            }
        }
        assertEquals(Set.of(), wrong);
    }

    /** Their bits differ by CPU and width, so nothing may call them: no libm, no float reduction, no strictly local fma. */
    @Test
    void nothingCallsWhatHasNoFixedBits() {
        List<String> libm = List.of("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "exp", "expm1", "log",
                "log1p",
                "log10", "pow", "cbrt", "sinh", "cosh", "tanh", "hypot");
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            type.getMethodCallsFromSelf().forEach(call -> {
                String owner = call.getTargetOwner().getName();
                if ((owner.equals("java.lang.Math") && libm.contains(call.getName()))
                        || (owner.startsWith("jdk.incubator.vector") && call.getName().startsWith("reduceLanes"))) {
                    wrong.add(call.getDescription());
                }
            });
            type.getFieldAccessesFromSelf().forEach(access -> {
                if (access.getTargetOwner().getName().equals("jdk.incubator.vector.VectorOperators")
                        && libm.contains(access.getName().toLowerCase(java.util.Locale.ROOT))) {
                    wrong.add(access.getDescription());
                }
            });
        }
        assertEquals(Set.of(), wrong);
    }

    /** It may crash where a mapped file has lost its pages. Two classes compare copies. */
    @Test
    void nothingComparesMappedBytesByTheJdk() {
        Set<String> copies = Set.of(MappedBytes.class.getName(), "io.goldilocks.verify.Comparison");
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            type.getMethodCallsFromSelf().stream()
                    .filter(call -> call.getTargetOwner().isEquivalentTo(MemorySegment.class)
                            && call.getName().equals("mismatch") && !copies.contains(type.getName()))
                    .forEach(call -> wrong.add(call.getDescription() + ": use MappedBytes"));
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    void theTableHasNoCircle() {
        MAY_IMPORT.forEach((from, targets) -> targets
                .forEach(to -> assertTrue(!reaches(to, from), "'" + from + "' and '" + to + "' import each other")));
    }

    private static boolean reaches(String from, String to) {
        return from.equals(to) || MAY_IMPORT.getOrDefault(from, Set.of()).stream().anyMatch(next -> reaches(next, to));
    }
}
