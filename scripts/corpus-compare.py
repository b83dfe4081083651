"""Compares the errors that the example `corpus` seeded with those that its scores found: corpus-compare.py OUT"""

import collections
import json
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
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
    kinds = collections.Counter(error["what"] for error in seeded[kind]["errors"])
    faults = collections.Counter(what for _, what in seeded[kind]["faults"])
    print(f"  seeded: {dict(kinds)}")
    print(f"  faults: {dict(faults)}")

print(f"{'FAILED' if failed else 'ok'}: {total} fields of documents were seeded with errors")
sys.exit(failed)
