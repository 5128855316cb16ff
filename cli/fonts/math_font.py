# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools==4.68.0", "brotli==1.2.1"]
# ///
"""Make app/static/math*.woff2: `uv run cli/fonts/math_font.py`, after `npm ci` (it reads @fontsource/stix-two-math and temml).

STIX Two Math has 5,169 glyphs in 403 kB. A formula needs the characters that Temml has a command for, those on a keyboard,
and the letters and digits of the mathematical alphabets; with the large forms of brackets and the like, fonttools keeps them.
The SIL Open Font License permits subsets, and this font reserves no name. Its text is beside the files.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "node_modules/@fontsource/stix-two-math"
STATIC = ROOT / "app/static"
SOURCE = PACKAGE / "files/stix-two-math-latin-400-normal.woff2"

ALPHABETS = set(range(0x1D400, 0x1D800))
PLAIN = {*range(0x1D400, 0x1D49C), *range(0x1D6A6, 0x1D756), *range(0x1D7CC, 0x1D7D8)}
"""Bold, italic and bold italic letters, with Greek, and bold digits: in the file that every formula loads."""

TEXT = {*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x391, 0x3CA), *range(0x2100, 0x2150)}


def characters_of_temml() -> set[int]:
    """Find every character that Temml's source has, as itself or escaped."""
    source = (ROOT / "app/rendering/temml/temml.min.js").read_text(encoding="utf-8")
    escaped = {int(code, 16) for code in re.findall(r"\\u\{?([0-9a-fA-F]{4,6})", source)}
    return {ord(character) for character in source if ord(character) > 0x7E} | escaped


def subset(characters: set[int], name: str) -> None:
    """Write a subset of STIX Two Math with all its features."""
    codes = ",".join(f"{code:x}" for code in sorted(characters))
    options = ["--flavor=woff2", "--layout-features=*", "--no-hinting", f"--output-file={STATIC / name}"]
    command = [sys.executable, "-m", "fontTools.subset", str(SOURCE), f"--unicodes={codes}", *options]
    subprocess.run(command, check=True)


subset(((characters_of_temml() | TEXT) - ALPHABETS) | PLAIN, "math.woff2")
subset((ALPHABETS - PLAIN) | {0x20}, "math-letters.woff2")
shutil.copyfile(PACKAGE / "LICENSE", STATIC / "math-font-license.txt")
