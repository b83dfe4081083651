"""Makes a language model of two layers with random weights, in the two forms that servers read.

    random-model.py gguf PATH             one file for llama.cpp and what is built on it
    random-model.py transformers FOLDER   config, tokenizer and weights for vLLM and its kin

It knows nothing and writes noise. A server that holds it to a schema turns the noise into documents of
the right shape, and those are what we want to read. Its tokens are single bytes. The weights are the
same each time; they prefer letters, digits and whatever ends a text or a list, so that answers end.
"""

import json
import pathlib
import sys

import numpy

LAYERS, WIDTH, HEADS, INNER, CONTEXT = 2, 128, 2, 256, 8192
TEMPLATE = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}"


def byte_letters():
    """The printable letter by which byte-level vocabularies write each byte: GPT-2's rule."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {byte: chr(byte) for byte in printable}
    letters.update({byte: chr(256 + at) for at, byte in enumerate(others)})
    return [letters[byte] for byte in range(256)]


LETTERS = byte_letters()
# The formats want at least one merge: two blanks are one token.
BLANKS = LETTERS[32] * 2
TOKENS = [*LETTERS, BLANKS, "<s>", "</s>"]
START, END = TOKENS.index("<s>"), TOKENS.index("</s>")


def liking(token):
    """How much likelier than others a token is, as a logit."""
    if token in ('"', "]", "}", "</s>"):
        return 3.0
    if len(token) == 1 and token.isascii() and token.isalnum():
        return 1.0
    return -3.0


def weights():
    """The weights, by their names in transformers."""
    chance = numpy.random.default_rng(7)

    def matrix(rows, columns, scale):
        return (scale * chance.standard_normal((rows, columns))).astype(numpy.float32)

    embedding = matrix(len(TOKENS), WIDTH, 1.0)
    output = matrix(len(TOKENS), WIDTH, 0.1)
    # One place is the same for every token, so that the output can read its likings there.
    embedding[:, 0] = 8.0
    size = numpy.sqrt(numpy.mean(embedding**2))
    output[:, 0] = [liking(token) * size / 8.0 for token in TOKENS]

    made = {"model.embed_tokens.weight": embedding, "lm_head.weight": output}
    made["model.norm.weight"] = numpy.ones(WIDTH, numpy.float32)
    for layer in range(LAYERS):
        name = f"model.layers.{layer}"
        for norm in ("input_layernorm", "post_attention_layernorm"):
            made[f"{name}.{norm}.weight"] = numpy.ones(WIDTH, numpy.float32)
        for part in "qkvo":
            made[f"{name}.self_attn.{part}_proj.weight"] = matrix(WIDTH, WIDTH, 0.02)
        made[f"{name}.mlp.gate_proj.weight"] = matrix(INNER, WIDTH, 0.02)
        made[f"{name}.mlp.up_proj.weight"] = matrix(INNER, WIDTH, 0.02)
        made[f"{name}.mlp.down_proj.weight"] = matrix(WIDTH, INNER, 0.02)
    return made


GGUF_NAMES = {
    "model.embed_tokens": "token_embd",
    "lm_head": "output",
    "model.norm": "output_norm",
    "model.layers": "blk",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def write_gguf(path):
    import gguf

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("random")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(TOKENS))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(TOKENS)
    control, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    writer.add_token_types([control if at in (START, END) else normal for at in range(len(TOKENS))])
    writer.add_token_merges([f"{LETTERS[32]} {LETTERS[32]}"])
    writer.add_bos_token_id(START)
    writer.add_eos_token_id(END)
    writer.add_chat_template(TEMPLATE)
    for name, tensor in weights().items():
        for theirs, ours in GGUF_NAMES.items():
            name = name.replace(theirs, ours)
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_transformers(path):
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    folder = pathlib.Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights(), folder / "model.safetensors", metadata={"format": "pt"})
    vocabulary = {token: at for at, token in enumerate(TOKENS)}
    tokenizer = Tokenizer(models.BPE(vocabulary, [(LETTERS[32], LETTERS[32])]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(["<s>", "</s>"])
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(
        folder / "tokenizer_config.json",
        tokenizer_class="PreTrainedTokenizerFast",
        bos_token="<s>",
        eos_token="</s>",
        chat_template=TEMPLATE,
        model_max_length=CONTEXT,
        clean_up_tokenization_spaces=False,
    )
    write_json(
        folder / "config.json",
        architectures=["LlamaForCausalLM"],
        model_type="llama",
        vocab_size=len(TOKENS),
        hidden_size=WIDTH,
        intermediate_size=INNER,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        num_key_value_heads=HEADS,
        max_position_embeddings=CONTEXT,
        rms_norm_eps=1e-5,
        hidden_act="silu",
        tie_word_embeddings=False,
        bos_token_id=START,
        eos_token_id=END,
        torch_dtype="float32",
    )


def write_json(path, **values):
    path.write_text(json.dumps(values, indent=2) + "\n")


if __name__ == "__main__":
    form, path = sys.argv[1:]
    {"gguf": write_gguf, "transformers": write_transformers}[form](path)
