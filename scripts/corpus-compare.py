"""Compares the errors that the example `corpus` seeded with those that its scores found, and the documents with
the lines and rows that it wrote: corpus-compare.py OUT DOCUMENTS"""

import collections
import csv
import json
import pathlib
import sys

out, documents = map(pathlib.Path, sys.argv[1:])
seeded, scores = (json.loads((out / name).read_text()) for name in ("seeded.json", "scores.json"))

failed = False
total = 0
print(f"{'field':34}{'seeded':>8}{'found':>8}")
for kind in ("changelogs", "copyrights"):
    expected = {
        (error["document"], field) for error in seeded[kind]["errors"] for field in error["fields"]
    }
    fields = scores[kind]["fields"]
    found = {
        (difference["document"], field)
        for field, score in fields.items()
        for difference in score["differences"]
    }
    counts = [collections.Counter(field for _, field in pairs) for pairs in (expected, found)]
    for field in fields:
        print(f"{kind[:-1] + ' ' + field:34}{counts[0][field]:>8}{counts[1][field]:>8}")
    for document, field in sorted(expected ^ found):
        print(f"! {document} {field}: {'not found' if (document, field) in expected else 'not seeded'}")
    failed = failed or expected != found
    total += len(expected)
    truth = json.loads((documents / f"{kind}.json").read_text(encoding="utf-8"))
    with (out / f"{kind}.jsonl").open(encoding="utf-8", newline="\n") as file:
        lines = [json.loads(line) for line in file]
    with (out / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row[0] for row in csv.reader(file)][1:]
    for what, one, other in (
        ("lines", sorted(line["id"] for line in lines), sorted(truth)),
        ("rows", rows, [line["id"] for line in lines if "value" in line]),
        ("documents that were scored", scores[kind]["documents"], len(truth)),
    ):
        if one != other:
            print(f"! {kind}: the {what} are not those of the documents")
            failed = True
    if not expected:
        print(f"! {kind}: nothing was seeded")
        failed = True
    kinds = collections.Counter(error["what"] for error in seeded[kind]["errors"])
    faults = collections.Counter(what for _, what in seeded[kind]["faults"])
    print(f"  seeded: {dict(kinds)}")
    print(f"  faults: {dict(faults)}")

print(f"{'FAILED' if failed else 'ok'}: {total} fields of documents were seeded with errors")
sys.exit(failed)
