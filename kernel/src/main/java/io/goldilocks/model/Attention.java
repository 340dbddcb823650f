// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

/**
 * Attention whose heads share keys and values in groups, as Llama and its kin name it.
 *
 * @param decoder the decoder it belongs to
 * @param keyValueHeads heads of keys and values
 * @param headDim the width of a head
 */
record Attention(Decoder decoder, long keyValueHeads, long headDim) {
    /** Checks what every family of this kind needs to run. */
    Attention {
        ModelConfig config = decoder.config();
        config.shared("num_attention_heads", decoder.heads(), "num_key_value_heads", keyValueHeads);
        config.requireEven("head_dim", headDim);
    }

    /** Reads heads that share the width of the stream unless stated, and keys of their own for each unless stated. */
    static Attention grouped(Decoder decoder) {
        return new Attention(decoder, keyValueHeads(decoder), headDim(decoder));
    }

    /** Reads heads whose width must be stated. */
    static Attention wide(Decoder decoder) {
        return new Attention(decoder, keyValueHeads(decoder), decoder.config().size("head_dim"));
    }

    /** Reads heads whose width and number of keys must be stated. */
    static Attention stated(Decoder decoder) {
        return new Attention(decoder, decoder.config().size("num_key_value_heads"),
                decoder.config().size("head_dim"));
    }

    static long headDim(Decoder decoder) {
        return decoder.config().optionalSize("head_dim").orElseGet(
                () -> decoder.config().shared("hidden_size", decoder.hidden(), "num_attention_heads", decoder.heads()));
    }

    // Null means as many as heads, but without the field the library takes a number of its own.
    private static long keyValueHeads(Decoder decoder) {
        return decoder.config().nullableSize("num_key_value_heads").orElse(decoder.heads());
    }

    /** Adds the four projections. */
    void add(PlanBuilder layer, boolean bias, boolean outBias) {
        long hidden = decoder.hidden();
        long queries = decoder.heads() * headDim;
        long keys = keyValueHeads * headDim;
        layer.linear("self_attn.q_proj", Role.ATTENTION_QUERY, decoder.weight(), bias, queries, hidden);
        layer.linear("self_attn.k_proj", Role.ATTENTION_KEY, decoder.weight(), bias, keys, hidden);
        layer.linear("self_attn.v_proj", Role.ATTENTION_VALUE, decoder.weight(), bias, keys, hidden);
        layer.linear("self_attn.o_proj", Role.ATTENTION_OUT, decoder.weight(), outBias, hidden, queries);
    }

    /** Adds the norms of queries and keys, one scale for the width of a head. */
    void addNorms(PlanBuilder layer) {
        layer.norm("self_attn.q_norm", decoder.norm(), headDim);
        layer.norm("self_attn.k_norm", decoder.norm(), headDim);
    }
}
