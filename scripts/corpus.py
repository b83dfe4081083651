"""Gathers changelogs and copyright files of Debian packages, and what they say.

    corpus.py OUT ROOT...      from folders like /usr/share/doc
    corpus.py --truth OUT      the truth of the documents that stand in OUT already

OUT/changelogs and OUT/copyrights hold the documents, OUT/changelogs.json and OUT/copyrights.json what they
say. What a changelog says, `dpkg-parsechangelog` and python-debian have to agree on. What cannot be told for
certain is left out, and counted.
"""

import collections
import gzip
import json
import pathlib
import re
import subprocess
import sys
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from debian import changelog, copyright

ENTRIES = 3
MOST_OF_CHANGELOG = 6_000
MOST_OF_COPYRIGHT = 12_000
FORMAT = re.compile(r"https?://www\.debian\.org/doc/packaging-manuals/copyright-format/1\.0/?")
PERSON = re.compile(r"(.+?)\s*<([^<>\s]+@[^<>\s]+)>")
URGENCIES = {"low", "medium", "high", "emergency", "critical"}


class LeftOut(Exception):
    """Why a document is no good for scoring."""


def plain(text):
    return " ".join(text.split())


def newest(text):
    """The newest entries as they are written, and what they say."""
    blocks = list(changelog.Changelog(text, strict=True))[:ENTRIES]
    while blocks and len("".join(map(str, blocks))) > MOST_OF_CHANGELOG:
        blocks.pop()
    if not blocks:
        raise LeftOut("its newest entry is too long" if text.strip() else "it is empty")
    written = "".join(map(str, blocks))
    if not text.startswith(written.rstrip("\n")):
        raise LeftOut("it is not written as it is read")
    return written, [entry(block) for block in blocks]


def entry(block):
    person = PERSON.fullmatch(block.author.strip())
    if not person:
        raise LeftOut("its maintainer is no name and address")
    urgency = block.urgency.strip().lower()
    if urgency not in URGENCIES:
        raise LeftOut("its urgency is none")
    return {
        "source": block.package,
        "version": str(block.version),
        "distributions": block.distributions.split(),
        "urgency": urgency,
        "maintainer": {"name": plain(person[1]), "email": person[2]},
        "date": moment(block.date),
        "changes": bullets(block.changes()),
        "closes": sorted(set(block.bugs_closed)),
    }


def moment(date):
    try:
        found = parsedate_to_datetime(date)
    except (TypeError, ValueError) as error:
        raise LeftOut("its date is none") from error
    return found.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def bullets(lines):
    found = []
    for line in lines:
        if re.match(r"  [*+-] ", line):
            found.append(line[4:])
        # Whose points follow; a line in brackets that stands deeper belongs to its point.
        elif re.match(r"  \[.*\]\s*$", line) or not line.strip():
            pass
        elif found:
            found[-1] += " " + line
        else:
            raise LeftOut("its changes are no list")
    if not found:
        raise LeftOut("its changes are no list")
    return [plain(text) for text in found]


def check_with_dpkg(written, entries):
    """`dpkg-parsechangelog` says the same, which reads by its own rules."""
    told = subprocess.run(
        ["dpkg-parsechangelog", "-l-", "--all", "--format", "rfc822"],
        input=written, capture_output=True, text=True, check=True,
    )
    if told.stderr.strip():
        raise LeftOut("dpkg-parsechangelog warns of it")
    stanzas = [stanza for stanza in re.split(r"\n\n(?=Source: )", told.stdout.strip())]
    if len(stanzas) != len(entries):
        raise LeftOut("the two readers disagree")
    for stanza, ours in zip(stanzas, entries):
        theirs = dict(re.findall(r"^([A-Z][A-Za-z-]*):[ ]?(.*)$", stanza, re.M))
        expected = {
            "Source": ours["source"],
            "Version": ours["version"],
            "Distribution": " ".join(ours["distributions"]),
            "Urgency": ours["urgency"],
            "Maintainer": f"{ours['maintainer']['name']} <{ours['maintainer']['email']}>",
        }
        closes = sorted(int(bug) for bug in theirs.get("Closes", "").split())
        stamp = datetime.fromtimestamp(int(theirs["Timestamp"]), timezone.utc)
        theirs["Urgency"] = theirs["Urgency"].lower()
        if (
            any(plain(theirs.get(name, "")) != value for name, value in expected.items())
            or closes != ours["closes"]
            or stamp.strftime("%Y-%m-%dT%H:%M:%SZ") != ours["date"]
        ):
            raise LeftOut("the two readers disagree")


def of_changelog(text):
    try:
        written, entries = newest(text)
    except changelog.ChangelogParseError as error:
        raise LeftOut("it is no changelog of Debian's form") from error
    check_with_dpkg(written, entries)
    if len({each["version"] for each in entries}) != len(entries):
        raise LeftOut("a version stands in it twice")
    return written, {"entries": entries}


def of_copyright(text):
    named = FORMAT.search(text.partition("\n\n")[0])
    if not named:
        raise LeftOut("it is not machine-readable")
    if len(text) > MOST_OF_COPYRIGHT:
        raise LeftOut("it is too long")
    try:
        read = copyright.Copyright(text.splitlines(), strict=True)
        header, paragraphs = read.header, list(read.all_files_paragraphs())
        files = [
            {
                "patterns": list(each.files),
                "license": plain(each.license.synopsis),
                "holders": [plain(line) for line in each.copyright.splitlines() if line.strip()],
            }
            for each in paragraphs
        ]
    except (copyright.MachineReadableFormatError, copyright.NotMachineReadableError,
            ValueError, AttributeError, TypeError) as error:
        raise LeftOut("it is not of the form it names") from error
    if not files or any(not (each["patterns"] and each["license"]) for each in files):
        raise LeftOut("a paragraph of it says too little")
    if len({tuple(each["patterns"]) for each in files}) != len(files):
        raise LeftOut("some files stand in it twice")
    stated = lambda value: plain(value) or None if value else None
    return text, {
        # As it is written: python-debian mends it.
        "format": named[0],
        "upstream_name": stated(header.upstream_name),
        "contacts": [plain(line) for line in header.upstream_contact or ()],
        "source": stated(header.source),
        "files": files,
    }


KINDS = {
    "changelogs": (of_changelog, ["changelog.Debian.gz"]),
    "copyrights": (of_copyright, ["copyright"]),
}


def read(path):
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def tell(kind, documents):
    """The documents of a kind by name, each with its truth; says what is left out."""
    of_kind, told, seen, left_out = KINDS[kind][0], {}, set(), collections.Counter()
    for name, text in documents:
        try:
            written, truth = of_kind(text)
            # Packages of one source bring the same documents.
            if written in seen:
                raise LeftOut("another package has the same")
            seen.add(written)
            told[name] = (written, truth)
        except LeftOut as why:
            left_out[str(why)] += 1
        except UnicodeDecodeError:
            left_out["it is not UTF-8"] += 1
    for why, count in left_out.most_common():
        print(f"  {count:5} {kind} left out: {why}")
    return told


def gather(kind, roots):
    for root in roots:
        for folder in sorted(pathlib.Path(root).iterdir()):
            for name in KINDS[kind][1]:
                path = folder / name
                if path.is_file() and not folder.is_symlink():
                    try:
                        yield f"{folder.name}.txt", read(path)
                    except (OSError, UnicodeDecodeError):
                        print(f"  {path} cannot be read")


def main():
    if sys.argv[1] == "--truth":
        out, roots = pathlib.Path(sys.argv[2]), None
    else:
        out, roots = pathlib.Path(sys.argv[1]), sys.argv[2:]
    total = 0
    for kind in KINDS:
        folder = out / kind
        folder.mkdir(parents=True, exist_ok=True)
        if roots is None:
            documents = [(path.name, path.read_text()) for path in sorted(folder.iterdir())]
        else:
            for path in folder.iterdir():
                path.unlink()
            documents = gather(kind, roots)
        told = tell(kind, documents)
        for name, (written, _) in told.items():
            (folder / name).write_text(written)
        truth = {name: truth for name, (_, truth) in sorted(told.items())}
        text = json.dumps(truth, indent=1, ensure_ascii=False, sort_keys=False)
        (out / f"{kind}.json").write_text(text + "\n")
        print(f"{len(told)} {kind}")
        total += len(told)
    print(f"{total} documents")


main()
