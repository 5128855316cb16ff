"""How long a post takes to read."""

from __future__ import annotations

import re

WORDS_PER_MINUTE = 220
"""Silent reading of non-fiction: 238 in Brysbaert's meta-analysis of 2019; less, for figures and formulas."""

CHARACTERS_PER_MINUTE = 350
"""Of scripts that put no spaces between words: about 1.6 characters are a word in Chinese (same source)."""

UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese."""


def minutes(text: str) -> int:
    """Return the reading time of `text`, at least one minute."""
    characters = len(UNSPACED.findall(text))
    words = len(UNSPACED.sub(" ", text).split())
    return max(1, round(words / WORDS_PER_MINUTE + characters / CHARACTERS_PER_MINUTE))
