"""What is shown of a run in a terminal and in a pipe; see `scripts/progress`."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios

import pyte

PROGRAM, WORK = sys.argv[1:]
ROWS, COLUMNS = 60, 160
DOCUMENTS = 300
GROUPED = f"{DOCUMENTS:,}"
BAR = re.compile(r"^\[(?P<bar>[=> ]{20})\] (?P<count>[\d,]+) of (?P<whole>[\d,]+) documents \((?P<percent>\d+) %\)(?P<rest>.*)$")
SPINNER = re.compile(r"^\S (?P<count>[\d,]+) documents(?P<rest>, .*)$")
LINE = re.compile(r"^(?P<count>[\d,]+)( of (?P<whole>[\d,]+))? documents( \(\d+ %\))?, [\d.]+ a second, (?P<tokens>[\d,]+) tokens, \$(?P<money>[\d.]+)")
END = re.compile(r"^(?P<count>[\d,]+) documents in [\dhms. ]+, (?P<done>[\d,]+) with a value, (?P<refused>\d+) refused, (?P<invalid>\d+) invalid(, (?P<journal>[\d,]+) from the journal)?, (?P<requests>[\d,]+) requests, (?P<tokens>[\d,]+) tokens, \$(?P<money>[\d.]+)")


def number(text):
    return int((text or "0").replace(",", ""))


def started(arguments, stdout):
    """The program with stderr, and perhaps stdout, in a terminal of its own."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = dict(os.environ, TERM="xterm-256color")
    process = subprocess.Popen(
        [PROGRAM, *arguments], stdin=theirs, stdout=theirs if stdout is None else stdout, stderr=theirs, env=environment
    )
    os.close(theirs)
    return process, ours


def screens(terminal):
    """The screen after every piece of output."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # how Linux says that the other side is closed
            break
        if not piece:
            break
        stream.feed(piece)
        yield [line.rstrip() for line in screen.display if line.strip()]


def check(holds, what, shown):
    if not holds:
        sys.exit(f"{what}:\n{shown}")


def check_end(line, figures):
    end = END.match(line)
    check(end, "the last line is no end", line)
    told = {
        "documents": number(end["count"]),
        "done": number(end["done"]),
        "refused": number(end["refused"]),
        "invalid": number(end["invalid"]),
        "from_journal": number(end["journal"]),
        "requests": number(end["requests"]),
        "tokens": number(end["tokens"]),
        "cents": round(float(end["money"]) * 100),
    }
    check(told == figures, "the end is not as the report", f"{told}\n{figures}")


def spoken(lines):
    return [line for line in lines if line.startswith("document ")]


def in_terminal(whole, both):
    """A bar while it runs; at the end its place is taken by the line that says what came of it."""
    out = None if both else open(f"{WORK}/stdout", "w+")
    process, terminal = started([str(DOCUMENTS), "-", whole], out)
    pattern, counts, lines, last = (BAR if whole == "whole" else SPINNER), [], [], ""
    for lines in screens(terminal):
        bars = [line for line in lines if pattern.match(line)]
        check(len(bars) <= 1, "more than one bar", "\n".join(lines))
        if bars:
            check(lines[-1] == bars[0], "something stands below the bar", "\n".join(lines))
            found = pattern.match(bars[0])
            counts.append(number(found["count"]))
            last = bars[0]
            if whole == "whole":
                percent, length = number(found["percent"]), found["bar"].rstrip().__len__()
                check(number(found["whole"]) == DOCUMENTS, "another whole", last)
                check(percent == 100 * counts[-1] // DOCUMENTS, "another share", last)
                check(abs(length - 20 * counts[-1] / DOCUMENTS) <= 1, "another length", last)
    check(process.wait() == 0, "it failed", "\n".join(lines))
    check(len(set(counts)) >= 5 and counts == sorted(counts), "a bar that does not grow", counts)
    check("a second" in last and "tokens, $" in last and "without a value" in last, "figures are missing", last)
    check(whole != "whole" or " left" in last or counts[-1] == DOCUMENTS, "no estimated end", last)
    check(not any(pattern.match(line) for line in lines), "a bar is left", "\n".join(lines))
    if both:
        figures, said = json.loads(lines[-1]), spoken(lines)
        check(len(lines) == len(said) + 2, "more than what was said", "\n".join(lines))
        check_end(lines[-2], figures)
    else:
        out.seek(0)
        printed = out.read().splitlines()
        figures, said = json.loads(printed[-1]), spoken(printed)
        check(len(printed) == len(said) + 1 and len(lines) == 1, "stdout is not clean", printed + lines)
        check_end(lines[0], figures)
    check(len(said) == DOCUMENTS // 50, "something printed is gone", said)
    print(f"terminal, {'stdout in it' if both else 'stdout elsewhere'}, {whole}: {len(counts)} pictures, the last one\n  {last}")


def in_pipe(journal):
    """Lines at their pace, on stderr alone."""
    process = subprocess.run([PROGRAM, str(DOCUMENTS), journal, "whole"], capture_output=True, text=True)
    check(process.returncode == 0, "it failed", process.stderr)
    check("\x1b" not in process.stderr and "\r" not in process.stderr, "it draws into a pipe", process.stderr)
    *states, end = process.stderr.splitlines()
    *said, figures = process.stdout.splitlines()
    check(said == spoken(said) and len(said) == DOCUMENTS // 50, "stdout is not clean", process.stdout)
    check_end(end, json.loads(figures))
    counts = []
    for state in states:
        line = LINE.match(state)
        check(line and line["whole"] == GROUPED, "no state", state)
        counts.append(number(line["count"]))
        if journal == "-":
            check(number(line["tokens"]) == 19134 * counts[-1], "other tokens", state)
    check(counts == sorted(counts), "a state that goes back", counts)
    check(journal != "-" or len(states) >= 2, "too few lines", process.stderr)
    print(f"pipe, {'journal' if journal != '-' else 'no journal'}: {len(states)} lines, the last one\n  {end}")


for whole in ("whole", "unknown"):
    for both in (True, False):
        in_terminal(whole, both)
in_pipe("-")
for _ in range(2):
    in_pipe(f"{WORK}/journal")
