"""nginx' configuration as words and directives, split as nginx splits it."""

from __future__ import annotations

from collections.abc import Iterator


def words(text: str) -> Iterator[tuple[int, str | None, str]]:
    """Yield (line, word, sign) as nginx splits its configuration.

    The word is ``None`` for what ends a directive, with the sign beside it.
    """
    at, line, end = 0, 1, len(text)
    while at < end:
        char = text[at]
        if char == "\n":
            line += 1
        elif char == "#":
            at = text.find("\n", at) % (end + 1)
            continue
        elif char in ";{}":
            yield line, None, char
        elif not char.isspace():
            start, quote = line, char if char in "\"'" else ""
            at += len(quote)
            word = ""
            while at < end:
                char = text[at]
                if char == "\\" and at + 1 < end:
                    word += text[at : at + 2] if text[at + 1] not in "\"'\\" else text[at + 1]
                    line += text[at + 1] == "\n"
                    at += 2
                    continue
                if (
                    char == quote
                    if quote
                    else char.isspace() or char == ";" or (char in "{}" and not word.endswith("$"))
                ):
                    break
                line += char == "\n"
                word += char
                at += 1
            yield start, word, ""
            at += len(quote)
            continue
        at += 1


def directives(text: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """Yield (line, words that begin the block around it, words)."""
    blocks, start = [["main"]], 0
    found: list[str] = []
    for line, word, sign in words(text):
        if word is not None:
            start = start if found else line
            found.append(word)
            continue
        if found:
            yield start, blocks[-1], found
        if sign == "{":
            blocks.append(found or [""])
        elif sign == "}" and len(blocks) > 1:
            blocks.pop()
        found = []
