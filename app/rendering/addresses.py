"""From names of files to parts of addresses."""

from __future__ import annotations

import unicodedata

from content.search import fold


def slug_of(name: str) -> str:
    """Return a name's part of an address: "Crème_Brûlée 2" is creme-brulee-2; other scripts stay.

    "" where the name has neither letters nor digits.
    """
    folded = fold(unicodedata.normalize("NFC", name).casefold())
    words = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in folded)
    return "-".join(words.split())
