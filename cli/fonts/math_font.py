# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools==4.68.0", "brotli==1.2.1"]
# ///
"""Make app/static/math*.woff2: `uv run cli/fonts/math_font.py`, after `npm ci` (it reads two packages of package.json).

STIX Two Math has 5,169 glyphs in 403 kB. A formula needs the characters that Temml has a command for, those on a
keyboard, and the mathematical alphabets; fonttools keeps the large forms of brackets and the like with them. The SIL
Open Font License permits subsets, and this font reserves no name. Its text is beside the files.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "node_modules/@fontsource/stix-two-math"
STATIC = ROOT / "app/static"
SOURCE = PACKAGE / "files/stix-two-math-latin-400-normal.woff2"

ALPHABETS = set(range(0x1D400, 0x1D800))
PLAIN = {*range(0x1D400, 0x1D49C), *range(0x1D6A6, 0x1D756), *range(0x1D7CC, 0x1D7D8)}
"""Bold, italic and bold italic letters, with Greek, and bold digits: in the file that every formula loads."""

TEXT = {*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x391, 0x3CA), *range(0x2100, 0x2150)}
OPERATORS = {*range(0x300, 0x330), 0x2DC, 0x20D7, *range(0x2190, 0x2200), *range(0x2200, 0x2300)}
"""Temml's source does not name the root, which <msqrt> draws, nor the accents that grow."""


def characters_of_temml() -> set[int]:
    """Find every character that Temml's source has, as itself or escaped."""
    source = (ROOT / "app/rendering/temml/temml.min.js").read_text(encoding="utf-8")
    escaped = {int(code, 16) for code in re.findall(r"\\u\{?([0-9a-fA-F]{4,6})", source)}
    return {ord(character) for character in source if ord(character) > 0x7E} | escaped


def repair(font: TTFont) -> None:
    """Let arrows to the right grow, and wide tildes, which Chromium leaves as they are.

    The arrows' last part has its connectors the wrong way round. The tilde that MathML Core stretches, U+02DC, gets the
    forms of the combining one.
    """
    variants = font["MATH"].table.MathVariants
    names = font.getBestCmap()
    forms = dict(zip(variants.HorizGlyphCoverage.glyphs, variants.HorizGlyphConstruction, strict=True))
    forms[names[0x2DC]] = forms[names[0x303]]
    variants.HorizGlyphCoverage.glyphs = sorted(forms, key=font.getGlyphID)
    variants.HorizGlyphConstruction = [forms[name] for name in variants.HorizGlyphCoverage.glyphs]
    variants.HorizGlyphCount = len(forms)
    for construction in variants.HorizGlyphConstruction:
        parts = construction.GlyphAssembly.PartRecords if construction.GlyphAssembly else []
        if len(parts) > 1 and parts[-1].StartConnectorLength == 0:
            last = parts[-1]
            last.StartConnectorLength, last.EndConnectorLength = last.EndConnectorLength, 0


def subset(characters: set[int], name: str) -> None:
    """Write a subset of STIX Two Math with all its features."""
    options = Options(flavor="woff2", layout_features=["*"], hinting=False)
    font = load_font(str(SOURCE), options)
    repair(font)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    save_font(font, str(STATIC / name), options)


subset(((characters_of_temml() | TEXT | OPERATORS) - ALPHABETS) | PLAIN, "math.woff2")
subset((ALPHABETS - PLAIN) | {0x20}, "math-letters.woff2")
shutil.copyfile(PACKAGE / "LICENSE", STATIC / "math-font-license.txt")
