// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final Map<String, Double> VALUES = Map.of("a", 3.0, "b_2", 0.5);

    private static double value(String text) {
        return Expression.parse(text).value(name -> Objects.requireNonNull(VALUES.get(name)));
    }

    /** Python's values of the same expressions, by repr; its pow is that of the C library, which may differ in the last bit. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"1; 1.0", " 2 * a ; 6.0", "1+2*3; 7.0", "(1+2)*3; 9.0", "8/2/2; 2.0",
        "8-2-2; 4.0", "-a+1; -2.0", "--a; 3.0", "2*-a; -6.0", "1e-3; 0.001", ".5; 0.5", "5.; 5.0", "2E+2; 200.0",
        "0.02/sqrt(2*12); 0.004082482904638631", "pow(9*6,-0.25); 0.36889397323344053",
        "pow(pow(6,4)*12,0.0625)*0.81; 1.4807156254217655", "sqrt(2/(5*96)); 0.06454972243679027",
        "a/b_2; 6.0", "1/0; Infinity", "0/0; NaN", "sqrt(-1); NaN"})
    void isComputedAsPythonDoes(String text, double expected) {
        assertEquals(expected, value(text), text.contains("pow") ? Math.ulp(expected) : 0);
    }

    @Test
    void namesItsVariables() {
        assertEquals(Set.of("a", "b_2", "sqrt"), Expression.parse("a*sqrt(b_2+1)/a-sqrt").variables());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"''; 1; expected a number", "1+; 3; expected a number", "(1; 3; expected )",
        "1); 2; expected an operator or the end", "1 2; 3; expected an operator or the end",
        "a b; 3; expected an operator",
        "log(2); 5; 'log' is no function: expected sqrt or pow", "sqrt(1,2); 10; sqrt takes 1 values, found 2",
        "pow(1); 7; pow takes 2 values, found 1", "sqrt(); 6; expected a number", "2^3; 2; expected an operator",
        "0x10; 2; expected an operator", "A; 1; expected a number", "1**2; 3; expected a number", "+1; 1; expected"})
    void whatIsMalformedIsRefusedWithItsPlace(String text, int place, String why) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> Expression.parse(text)).getMessage());
        assertTrue(message.startsWith("expression '" + text + "' is malformed at character " + place + ": "), message);
        assertTrue(message.contains(why), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "-", "sqrt("})
    void nestingIsBounded(String open) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> Expression.parse(open.repeat(150) + "1")).getMessage());
        assertTrue(message.contains("at most 64 levels"), message);
    }

    @Test
    void lengthIsBounded() {
        assertEquals(500, value("1" + "+1".repeat(499)));
        String message = String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> Expression.parse("1" + "+1".repeat(500))).getMessage());
        assertTrue(message.contains("1001 characters long: at most 1000"), message);
    }
}
