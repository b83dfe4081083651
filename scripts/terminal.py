"""What a person sees of a program that draws into a terminal; see `scripts/terminal`."""

import fcntl
import os
import pathlib
import pty
import struct
import sys
import termios

import pyte

EXPECTED = pathlib.Path(__file__).resolve().parent.parent / "examples/terminal"
ROWS, COLUMNS = 24, 80
# Ends each picture: from here on the terminal may show it.
SHOW = b"\x1b[?2026l"


def recorded(program):
    """All bytes that the program writes into a terminal of its own."""
    process, terminal = pty.fork()
    if process == 0:
        for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"):
            os.environ.pop(name, None)
        os.environ["TERM"] = "xterm-256color"
        os.execv(program, [program])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    output = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # how Linux says that the other side is closed
            break
        if not piece:
            break
        output += piece
    _, status = os.waitpid(process, 0)
    if status != 0:
        sys.exit(f"{program} failed: {output.decode(errors='replace')}")
    return output


def seen(output):
    """What stands on the screen at each share of the pictures, in percent."""
    *pictures, last = output.split(SHOW)
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    shown = 0
    for percent in (10, 50, 100):
        end = -(-len(pictures) * percent // 100)
        for picture in pictures[shown:end]:
            stream.feed(picture + SHOW)
        shown = end
        if percent == 100:
            stream.feed(last)
        lines = [line.rstrip() for line in screen.display]
        yield percent, "\n".join(lines).rstrip("\n") + "\n"


def main():
    output = recorded(sys.argv[1])
    print(f"{output.count(SHOW)} pictures in {len(output):,} bytes")
    differing = 0
    for percent, text in seen(output):
        same = (EXPECTED / f"{percent}.txt").read_text() == text
        differing += not same
        print(f"\n{percent} %: {'as committed' if same else 'OTHER THAN COMMITTED'}\n{'-' * COLUMNS}\n{text}{'-' * COLUMNS}")
    sys.exit(differing > 0)


main()
