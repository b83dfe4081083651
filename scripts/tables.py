"""Reads with pyarrow what `tests/tables` wrote, and compares it with what serde_json wrote beside it."""

import csv
import datetime
import json
import math
import pathlib
import sys

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

folder = pathlib.Path(sys.argv[1])
counts = {}


def count(what, number=1):
    counts[what] = counts.get(what, 0) + number


def check(is_so, *what):
    if not is_so:
        sys.exit("FAILED " + " ".join(map(repr, what)))


def req(name, kind):
    return pa.field(name, kind, nullable=False)


def opt(name, kind):
    return pa.field(name, kind)


def listed(item, nullable=False):
    return pa.list_(pa.field("item", item, nullable=nullable))


text = pa.string()
NOTE = pa.struct([opt("text", text), opt("lines", listed(text))])
PLACE = pa.struct([
    req("city", text),
    opt("zip", pa.uint32()),
    req("deep", pa.struct([req("yes", pa.bool_()), req("note", NOTE)])),
])
LINE = pa.struct([req("article", text), req("cents", pa.uint64()), opt("tags", listed(text))])
PAYMENT = pa.struct([
    req("variant", text),
    opt("Card", pa.struct([req("digits", text), opt("limit", pa.int32())])),
    opt("Voucher", text),
    opt("Parts", pa.struct([req("_0", pa.uint8()), req("_1", pa.bool_())])),
])
EVENT = pa.struct([req("kind", text), opt("Arrived", pa.struct([req("by", text)]))])
REPLY = pa.struct([req("type", text), opt("Other", listed(text))])
TREE = pa.struct([req("name", text), req("children", listed(text, nullable=True))])

# By hand, from the page on columns.
EVERYTHING = pa.schema([
    req("id", text),
    req("text", text),
    req("letter", text),
    req("yes", pa.bool_()),
    req("u8", pa.uint8()),
    req("u16", pa.uint16()),
    req("u32", pa.uint32()),
    req("u64", pa.uint64()),
    req("i8", pa.int8()),
    req("i16", pa.int16()),
    req("i32", pa.int32()),
    req("i64", pa.int64()),
    req("f64", pa.float64()),
    req("f32", pa.float64()),
    opt("maybe", text),
    opt("never", pa.uint16()),
    opt("no_list", listed(pa.float64())),
    req("names", listed(text)),
    req("set", listed(pa.uint8())),
    opt("maybe_names", listed(text, nullable=True)),
    req("nested", listed(listed(pa.int32()))),
    req("pair", pa.struct([req("_0", pa.int32()), opt("_1", text)])),
    req("place", PLACE),
    opt("maybe_place", PLACE),
    opt("note", NOTE),
    req("lines", listed(LINE)),
    req("prices", pa.map_(text, req("value", pa.float64()))),
    req("by_colour", pa.map_(text, pa.bool_())),
    req("colour", text),
    opt("maybe_colour", text),
    req("payment", PAYMENT),
    opt("event", EVENT),
    req("replies", listed(REPLY)),
    opt("size", text),
    req("tree", TREE),
    req("day", pa.date32()),
    opt("maybe_day", pa.date32()),
    req("text_day", pa.date32()),
    req("booked", text),
    req("uuid", text),
    req("amount", text),
    opt("nothing", text),
    req("lenient", text),
    req("id_2", text),
    req('a, "b"\n<c>', pa.uint8()),
    opt("street", text),
])
# How serde tags them.
ENUMS = {"payment": ("external",), "event": ("internal", "kind"), "replies": ("adjacent", "type", "details")}
JSON = {"size", "lenient"}
SCHEMAS = {
    "everything": EVERYTHING,
    "empty": EVERYTHING,
    "list": pa.schema([req("id", text), req("value", listed(text))]),
    "option": pa.schema([req("id", text), opt("value", pa.uint32())]),
    "pair": pa.schema([req("id", text), req("_0", text), req("_1", pa.float64())]),
    "map": pa.schema([req("id", text), req("value", pa.map_(text, req("value", pa.uint8())))]),
}


def shown(kind):
    """A type in full: equality of pyarrow passes over whether the values of a map may be null."""
    if pa.types.is_struct(kind):
        return "{" + ", ".join(shown_field(kind.field(i)) for i in range(kind.num_fields)) + "}"
    if pa.types.is_list(kind):
        return "[" + shown_type_and_null(kind.value_field) + "]"
    if pa.types.is_map(kind):
        return f"<{shown(kind.key_type)}, {shown_type_and_null(kind.item_field)}>"
    return str(kind)


def shown_type_and_null(field):
    return shown(field.type) + ("?" if field.nullable else "")


def shown_field(field):
    return f"{field.name}: {shown_type_and_null(field)}"


def same(found, wanted):
    """Of one type and equal, to the last bit."""
    if isinstance(wanted, float) or isinstance(found, float):
        return (
            isinstance(found, (int, float))
            and float(found) == float(wanted)
            and math.copysign(1, found) == math.copysign(1, wanted)
        )
    return type(found) is type(wanted) and found == wanted


def compare(kind, found, wanted, where, tagging=None):
    """A value that pyarrow read of this type, and the JSON of serde_json."""
    count("values")
    if wanted is None or found is None:
        # A variant without data is told by its tag.
        check(found is None and wanted is None, where, found, wanted)
    elif pa.types.is_list(kind):
        check(len(found) == len(wanted), where, found, wanted)
        for index, (one, other) in enumerate(zip(found, wanted)):
            compare(kind.value_type, one, other, f"{where}[{index}]", tagging)
    elif pa.types.is_map(kind):
        # Which keys come first, a `HashMap` does not know.
        check(sorted(key for key, _ in found) == sorted(wanted), where, found, wanted)
        for key, value in found:
            compare(kind.item_type, value, wanted[key], f"{where}.{key}")
    elif pa.types.is_struct(kind) and tagging:
        compare_variant(kind, found, wanted, where, tagging)
    elif pa.types.is_struct(kind):
        if isinstance(wanted, list):
            wanted = {f"_{index}": value for index, value in enumerate(wanted)}
        check(list(found) == list(wanted), where, found, wanted)
        for index in range(kind.num_fields):
            name = kind.field(index).name
            compare(kind.field(index).type, found[name], wanted[name], f"{where}.{name}")
    elif pa.types.is_date(kind):
        check(found == datetime.date.fromisoformat(wanted), where, found, wanted)
    elif pa.types.is_string(kind) and not isinstance(wanted, str):
        compare_json(json.loads(found), wanted, where)
    else:
        check(same(found, wanted), where, found, wanted)


def compare_variant(kind, found, wanted, where, tagging):
    tag = kind.field(0).name
    if tagging[0] == "external":
        name, content = (wanted, None) if isinstance(wanted, str) else next(iter(wanted.items()))
    else:
        name = wanted[tagging[1]]
        content = wanted.get(tagging[2]) if tagging[0] == "adjacent" else {
            key: value for key, value in wanted.items() if key != tagging[1]
        }
    check(found[tag] == name, where, found, wanted)
    for index in range(1, kind.num_fields):
        field = kind.field(index)
        compare(field.type, found[field.name], content if field.name == name else None, f"{where}.{field.name}")


def compare_json(found, wanted, where):
    if isinstance(wanted, dict):
        check(isinstance(found, dict) and set(found) == set(wanted), where, found, wanted)
        for key in wanted:
            compare_json(found[key], wanted[key], f"{where}.{key}")
    elif isinstance(wanted, list):
        check(isinstance(found, list) and len(found) == len(wanted), where, found, wanted)
        for index, (one, other) in enumerate(zip(found, wanted)):
            compare_json(one, other, f"{where}[{index}]")
    else:
        check(same(found, wanted), where, found, wanted)


def columns_of(value):
    """The columns that a value is spread over, in order."""
    if isinstance(value, dict) and "by_colour" in value:
        return list(value.values())
    return value if isinstance(value, list) and len(value) == 2 and isinstance(value[1], float) else [value]


def flat(field, before=""):
    """The columns of CSV: name and type, `None` for JSON."""
    name, kind = before + field.name, field.type
    if pa.types.is_list(kind) or pa.types.is_map(kind):
        return [(name, None)]
    if pa.types.is_struct(kind):
        fields = [kind.field(index) for index in range(kind.num_fields)]
        is_stated = any(not part.nullable for part in fields)
        if field.nullable and not is_stated:
            return [(name, None)]
        return [leaf for part in fields for leaf in flat(part, name + ".")]
    return [(name, kind)]


def spread(field, value, tagging=None, is_there=True):
    """The cells of CSV, from the JSON of serde_json."""
    kind = field.type
    if not pa.types.is_struct(kind) or len(flat(field)) == 1 and flat(field)[0][1] is None:
        return [value if is_there else None]
    cells = []
    fields = [kind.field(index) for index in range(kind.num_fields)]
    if tagging and value is not None and is_there:
        if tagging[0] == "external":
            name, content = (value, None) if isinstance(value, str) else next(iter(value.items()))
        else:
            name, content = value[tagging[1]], value
        cells.append(name)
        for part in fields[1:]:
            cells += spread(part, content if part.name == name else None, None, part.name == name)
        return cells
    if isinstance(value, list):
        value = {f"_{index}": part for index, part in enumerate(value)}
    for part in fields:
        there = is_there and value is not None
        cells += spread(part, value[part.name] if there else None, None, there)
    return cells


def read_csv(path, types):
    return pyarrow.csv.read_csv(
        path,
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
        ),
    )


def unguarded(value):
    return value[1:] if isinstance(value, str) and value.startswith("'") else value


def lines(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


for name, schema in SCHEMAS.items():
    expected = lines(folder / f"{name}.expected")
    values = [row for row in expected if "value" in row]

    # Parquet: every type, every value.
    table = pq.read_table(folder / f"{name}.parquet")
    found = [shown_field(field) for field in table.schema]
    wanted = [shown_field(field) for field in schema]
    for one, other in zip(found, wanted):
        check(one == other, name, one, other)
    check(len(found) == len(wanted), name, found, wanted)
    check(table.num_rows == len(values), name, table.num_rows, len(values))
    count("columns of Parquet", len(found))
    rows = table.to_pylist(maps_as_pydicts=None)
    for row, wanted in zip(rows, values):
        check(row["id"] == wanted["id"], name, row["id"], wanted["id"])
        cells = columns_of(wanted["value"])
        check(len(cells) == len(schema) - 1, name, cells)
        for field, cell in zip(list(schema)[1:], cells):
            where = f"{name} {row['id']}: {field.name}"
            if field.name in JSON:
                compare_json(json.loads(row[field.name]), cell, where)
            else:
                compare(field.type, row[field.name], cell, where, ENUMS.get(field.name))
        count("rows of Parquet")

    # CSV: the same values, in columns of the same types.
    leaves = [leaf for field in schema for leaf in flat(field)]
    types = {leaf: kind or pa.string() for leaf, kind in leaves}
    for kind_of_file in ["csv", "sheet.csv"]:
        is_sheet = kind_of_file == "sheet.csv"
        table = read_csv(folder / f"{name}.{kind_of_file}", types)
        check(table.schema.names == [leaf for leaf, _ in leaves], name, table.schema.names)
        check(table.num_rows == len(values), name, table.num_rows, len(values))
        for row, wanted in zip(table.to_pylist(), values):
            cells = [wanted["id"]]
            for field, cell in zip(list(schema)[1:], columns_of(wanted["value"])):
                cells += spread(field, cell, ENUMS.get(field.name))
            check(len(cells) == len(leaves), name, cells)
            for (leaf, kind), cell in zip(leaves, cells):
                got = unguarded(row[leaf]) if is_sheet else row[leaf]
                where = f"{name}.{kind_of_file} {wanted['id']}: {leaf}"
                if kind is None and cell is not None or leaf in JSON:
                    count("values")
                    compare_json(json.loads(got), cell, where)
                else:
                    compare(kind or pa.string(), got, cell, where)
            count("rows of CSV")
        if is_sheet:
            with open(folder / f"{name}.{kind_of_file}", encoding="utf-8-sig", newline="") as file:
                for row in csv.reader(file):
                    for cell in row:
                        is_formula = cell[:1] in set("=+-@\t\r\n＝＋－＠") and cell[:1]
                        check(not is_formula or cell.lstrip("-")[:1].isdigit(), cell)
                        count("cells of sheets")
        else:
            # What is no text has its type without being told.
            inferred = read_csv(folder / f"{name}.csv", {k: v for k, v in types.items() if v == pa.string()})
            for leaf, kind in types.items():
                got = inferred.schema.field(leaf).type
                is_fit = (
                    pa.types.is_null(got)
                    or got == kind
                    or pa.types.is_integer(kind) and got == pa.int64()
                    or pa.types.is_floating(kind) and got in (pa.int64(), pa.float64())
                )
                check(is_fit, name, leaf, str(got), str(kind))
                count("columns of CSV")

    # JSON lines: values and failures.
    found = lines(folder / f"{name}.jsonl")
    check(len(found) == len(expected), name, len(found), len(expected))
    for index, (line, wanted) in enumerate(zip(found, expected)):
        where = f"{name}.jsonl {wanted['id']}"
        check((line["id"], line["index"]) == (wanted["id"], index), where, line)
        check(line["usage"]["output"] > 0 and len(line["attempts"]) == 1, where, line)
        if "value" in wanted:
            compare_json(line["value"], wanted["value"], where)
            check("error" not in line, where, line)
        else:
            check(line["error"]["refusal"] == wanted["refused"], where, line)
            check("value" not in line, where, line)
        count("lines")

groups = pq.ParquetFile(folder / "many.parquet").metadata
check(groups.num_rows == 300_000, groups.num_rows)
sizes = [groups.row_group(index).num_rows for index in range(groups.num_row_groups)]
check(max(sizes) <= 65_536 and len(sizes) >= 4, sizes)
many = pq.read_table(folder / "many.parquet")
check(many.column("value").to_pylist() == [["some text of a guest"] * 5] * 300_000, "many")

print(f"pyarrow {pa.__version__}, Python {sys.version.split()[0]}: all equal")
for what, number in sorted(counts.items()):
    print(f"  {number} {what}")
print(f"  row groups of {sizes}")
