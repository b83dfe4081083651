"""Compiles schemas with xgrammar and llguidance, and tries which rules each engine keeps.

Usage: engines.py FOLDER, with a schema in each file."""

import contextlib
import json
import os
import pathlib
import sys
import tempfile
import types
from importlib.metadata import version

# First, since it looks for the real torch.
import tvm_ffi  # noqa: F401


class Absent(types.ModuleType):
    """In the place of a package that is imported and not needed."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


torch = Absent("torch")
torch.tensor = lambda *_, **__: None
sys.modules.update(torch=torch, transformers=Absent("transformers"))

import llguidance  # noqa: E402
import xgrammar  # noqa: E402
from xgrammar.testing import _is_grammar_accept_string  # noqa: E402


@contextlib.contextmanager
def errors_of_c():
    """The lines that are written to the error output, past Python."""
    lines = []
    with tempfile.TemporaryFile() as caught:
        kept = os.dup(2)
        os.dup2(caught.fileno(), 2)
        try:
            yield lines
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            caught.seek(0)
            lines += caught.read().decode().splitlines()


class Engine:
    # Keywords that the engine passes over with a warning: the answer is checked on arrival.
    passed_over = ()

    def expects(self, complaint):
        """Is every line about a keyword that is known to be passed over?"""
        lines = complaint.splitlines()
        return all("ignoring" in line and any(word in line for word in self.passed_over) for line in lines)


class XGrammar(Engine):
    name = f"xgrammar {version('xgrammar')}"
    passed_over = ("multipleOf",)

    def complaint(self, schema):
        """What the engine says against the schema."""
        with errors_of_c() as caught:
            try:
                self.grammar(schema)
                failed = ""
            except Exception as error:
                failed = str(error)
        return "\n".join([failed, *caught]).strip()

    def grammar(self, schema):
        return xgrammar.Grammar.from_json_schema(schema, strict_mode=True)

    def takes(self, schema, text):
        with errors_of_c():
            return _is_grammar_accept_string(self.grammar(schema), text)


class LLGuidance(Engine):
    name = f"llguidance {version('llguidance')}"
    tokenizer = llguidance.LLTokenizer("byte")

    def complaint(self, schema):
        grammar = llguidance.LLMatcher.grammar_from_json_schema(schema)
        _, messages = llguidance.LLMatcher.validate_grammar_with_warnings(grammar, self.tokenizer)
        return "; ".join(messages)

    def takes(self, schema, text):
        grammar = llguidance.LLMatcher.grammar_from_json_schema(schema)
        matcher = llguidance.LLMatcher(self.tokenizer, grammar)
        tokens = self.tokenizer.tokenize_bytes(text.encode())
        return matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting()


INTEGER, NUMBER, TEXT = {"type": "integer"}, {"type": "number"}, {"type": "string"}
FLAGS = {"type": "array", "items": {"type": "boolean"}}


def closed(**properties):
    names = list(properties)
    return {"type": "object", "properties": properties, "required": names, "additionalProperties": False}


PAIR = closed(a=INTEGER, b=INTEGER)
LINK = {"anyOf": [{"$ref": "#/$defs/Link"}, {"type": "null"}]}

# The rule, the schema of a value, values that fit, and values that do not; each as JSON.
RULES = [
    ("`type`", INTEGER, ["7", "-7"], ['"7"', "7.5", "null", "true"]),
    ("`enum`", TEXT | {"enum": ["in", "out"]}, ['"in"'], ['"on"', '"i"']),
    ("`const`", TEXT | {"const": "in"}, ['"in"'], ['"out"']),
    ("`anyOf`", {"anyOf": [INTEGER, {"type": "null"}]}, ["7", "null"], ['"7"']),
    ("`$ref`, recursive", {"$ref": "#/$defs/Link"}, ['{"next": {"next": null}}'], ['{"next": 1}', "{}"]),
    ("`required`", PAIR, ['{"a": 1, "b": 2}'], ['{"a": 1}', "{}"]),
    ("`additionalProperties`", PAIR, ['{"a": 1, "b": 2}'], ['{"a": 1, "b": 2, "c": 3}']),
    ("keys once", PAIR, ['{"a": 1, "b": 2}'], ['{"a": 1, "a": 1, "b": 2}']),
    ("keys in their order", PAIR, ['{"a": 1, "b": 2}'], ['{"b": 2, "a": 1}']),
    ("`minItems`", FLAGS | {"minItems": 2}, ["[true, true]"], ["[]", "[true]"]),
    ("`maxItems`", FLAGS | {"maxItems": 2}, ["[]", "[true, true]"], ["[true, true, true]"]),
    ("`minimum` of integers", INTEGER | {"minimum": -12}, ["-12", "0", "700"], ["-13", "-99999"]),
    ("`maximum` of integers", INTEGER | {"maximum": 255}, ["255", "0", "-7"], ["256", "1000"]),
    ("bounds of `i64`", INTEGER | {"minimum": -9223372036854774784, "maximum": 9223372036854774784},
     ["9223372036854774784", "-9223372036854774784"], ["9223372036854774785", "-9223372036854774785"]),
    ("`minimum`, `maximum` of numbers", NUMBER | {"minimum": 0.5, "maximum": 2.5}, ["0.5", "2.5", "1"], ["0.4", "2.51", "-1", "25"]),
    ("`exclusiveMinimum`, `exclusiveMaximum` of integers", INTEGER | {"exclusiveMinimum": 0, "exclusiveMaximum": 9}, ["1", "8"], ["0", "9"]),
    ("`exclusiveMinimum`, `exclusiveMaximum` of numbers", NUMBER | {"exclusiveMinimum": 0, "exclusiveMaximum": 9}, ["0.1", "8.9"], ["0", "9", "9.1"]),
    ("`multipleOf` of integers", INTEGER | {"multipleOf": 5}, ["0", "15"], ["7", "16"]),
    ("`multipleOf` with one bound", INTEGER | {"multipleOf": 5, "minimum": 0}, ["0", "95"], ["7"]),
    ("`multipleOf` with two bounds", INTEGER | {"multipleOf": 5, "minimum": 0, "maximum": 99}, ["0", "95"], ["7", "100"]),
    ("`multipleOf` of numbers", NUMBER | {"multipleOf": 0.5}, ["0.5", "2"], ["0.7"]),
    ("`pattern` between `^` and `$`", TEXT | {"pattern": "^[A-Z]{2}\\d+$"}, ['"AB1"'], ['"A1"', '"AB"', '"AB1x"']),
    ("`pattern` without them", TEXT | {"pattern": "[0-9]"}, ['"a1b"', '"1"'], ['"ab"', '""']),
    ("`pattern` of `char`", TEXT | {"pattern": "^.$"}, ['"a"', '"é"', '"😀"', '"\\""'], ['""', '"ab"']),
    ("format `date`", TEXT | {"format": "date"}, ['"2024-02-29"'], ['"2024-13-01"', '"today"']),
    ("format `time`", TEXT | {"format": "time"}, ['"12:30:00Z"'], ['"25:00:00Z"', '"noon"']),
    ("format `date-time`", TEXT | {"format": "date-time"}, ['"2024-02-29T12:30:00Z"'], ['"2024-02-29"', '"now"']),
    ("format `duration`", TEXT | {"format": "duration"}, ['"P1DT2H"'], ['"2h"']),
    ("format `email`", TEXT | {"format": "email"}, ['"a@b.org"'], ['"a.b.org"']),
    ("format `hostname`", TEXT | {"format": "hostname"}, ['"a.b.org"'], ['"a b"', '"-"']),
    ("format `ipv4`", TEXT | {"format": "ipv4"}, ['"127.0.0.1"'], ['"127.0.0.256"', '"127.0.0"']),
    ("format `ipv6`", TEXT | {"format": "ipv6"}, ['"::1"', '"1:2:3:4:5:6:7:8"'], ['"1:2"', '"::g"']),
    ("format `uuid`", TEXT | {"format": "uuid"}, ['"00000000-0000-4000-8000-000000000000"'], ['"0000"']),
    ("only days that exist", TEXT | {"format": "date"}, ['"2024-02-29"'], ['"2023-02-29"', '"2024-04-31"']),
    ("no number beyond `f64`", NUMBER, ["1e300"], ["1e999"]),
    ("no half of a surrogate pair", TEXT, ['"\\ud83d\\ude00"'], ['"\\ud83d"']),
    ("no integer as `5.0`", INTEGER, ["5"], ["5.0", "5e0"]),
]


def verdict(engine, schema, fitting, wrong):
    """What stands in the table."""
    schema = json.dumps(closed(v=schema) | {"$defs": {"Link": closed(next=LINK)}})
    document = '{{"v": {}}}'.format
    lost = [text for text in fitting if not engine.takes(schema, document(text))]
    taken = [text for text in wrong if engine.takes(schema, document(text))]
    told = [f"{name} `{'`, `'.join(texts)}`" for name, texts in (("no", lost), ("takes", taken)) if texts]
    return "; ".join(told) or "kept"


def main(folder):
    engines = [XGrammar(), LLGuidance()]
    files = sorted(pathlib.Path(folder).glob("*.json"))
    failures = []
    for engine in engines:
        complaints = {file.stem: engine.complaint(file.read_text()) for file in files}
        complaints = {name: said for name, said in complaints.items() if said}
        new = {name: said for name, said in complaints.items() if not engine.expects(said)}
        failures += [f"{engine.name}: {name}: {said}" for name, said in new.items()]
        print(f"{engine.name} takes {len(files) - len(new)} of {len(files)} schemas,", end=" ")
        print(f"in {len(complaints) - len(new)} it passes over a keyword that it names")
    print("\n| rule |", " | ".join(engine.name for engine in engines), "|")
    print("|---|" + "---|" * len(engines))
    for name, schema, fitting, wrong in RULES:
        row = [verdict(engine, schema, fitting, wrong) for engine in engines]
        print(f"| {name} |", " | ".join(row), "|")
    print(*failures, sep="\n")
    return bool(failures) or not files


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
