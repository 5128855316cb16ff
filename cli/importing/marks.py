"""Marks of other Markdowns that have an equal here: emoji by name, H~2~O, x^2^, ==marked==, formulas in one line."""

from __future__ import annotations

import re
import unicodedata

from importing.prose import replace
from importing.report import Notes

EMOJI = re.compile(r"(?<![\w:/.@-]):(?P<name>[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*|[+-]1):(?![\w:/])")
NAMES = {
    "+1": "👍", "-1": "👎", "thumbsup": "👍", "thumbsdown": "👎", "smile": "😄", "smiley": "😃", "grin": "😁",
    "grinning": "😀", "laughing": "😆", "satisfied": "😆", "joy": "😂", "rofl": "🤣", "blush": "😊", "wink": "😉",
    "slightly_smiling_face": "🙂", "relaxed": "☺️", "heart_eyes": "😍", "sunglasses": "😎", "thinking": "🤔",
    "cry": "😢", "sob": "😭", "sweat_smile": "😅", "sweat": "😓", "scream": "😱", "angry": "😠", "rage": "😡",
    "confused": "😕", "disappointed": "😞", "worried": "😟", "stuck_out_tongue": "😛", "neutral_face": "😐",
    "heart": "❤️", "broken_heart": "💔", "clap": "👏", "wave": "👋", "pray": "🙏", "muscle": "💪", "ok_hand": "👌",
    "point_right": "👉", "point_left": "👈", "point_down": "👇", "point_up": "☝️", "tada": "🎉", "rocket": "🚀",
    "fire": "🔥", "sparkles": "✨", "star": "⭐", "star2": "🌟", "boom": "💥", "zap": "⚡", "bulb": "💡", "memo": "📝",
    "book": "📖", "books": "📚", "bug": "🐛", "wrench": "🔧", "hammer": "🔨", "link": "🔗", "mag": "🔍", "lock": "🔒",
    "key": "🔑", "warning": "⚠️", "white_check_mark": "✅", "heavy_check_mark": "✔️", "x": "❌", "question": "❓",
    "exclamation": "❗", "arrow_right": "➡️", "coffee": "☕", "beer": "🍺", "beers": "🍻", "pizza": "🍕", "cake": "🍰",
    "gift": "🎁", "100": "💯", "eyes": "👀", "see_no_evil": "🙈", "computer": "💻", "iphone": "📱", "email": "📧",
    "calendar": "📅", "camera": "📷", "movie_camera": "🎥", "musical_note": "🎵", "construction": "🚧", "poop": "💩",
    "hankey": "💩", "sunny": "☀️", "cloud": "☁️", "snowflake": "❄️", "dog": "🐶", "cat": "🐱", "whale": "🐳",
    "up": "🆙", "leaves": "🍃", "collision": "💥",
}  # fmt: skip
"""Names of GitHub's; of others Unicode's own is looked up."""
SUB = re.compile(r"(?<=[A-Za-z0-9)\]])~(?P<low>[A-Za-z0-9+-]{1,8})~(?!~)")
SUP = re.compile(r"(?<=[A-Za-z0-9)\]])\^(?P<high>[A-Za-z0-9+-]{1,8})\^")
MARK = re.compile(r"(?<![=\w])==(?P<text>[^\s=](?:[^=\n]*[^\s=])?)==(?![=\w])")
BOLD = re.compile(
    r"(?<![*\\\w])\*\*(?:[ \t]+(?P<a>[^*\n]{1,200}?)[ \t]*|(?P<b>[^*\s][^*\n]{0,199}?)[ \t]+)\*\*(?![*\w])"
)
SPACED = re.compile(
    r"(?<![\\$\w])\$(?:[ \t]+(?P<c>[^$\n]*[\\^_{][^$\n]*?)[ \t]*|(?P<d>[^$\s][^$\n]*[\\^_{][^$\n]*?)[ \t]+)\$(?![\d$])"
)
BOLD_END = re.compile(r"(?<![^\s(])\*\*(?P<text>\w[^*\n]{0,199}?)[ \t]+\*\*(?=\w)")
DELIMITERS = re.compile(r"^[ \t]*\|[ \t:]*-[-:|+ \t]*\|[ \t]*$", re.MULTILINE)
"""The second line of a table, as Emacs writes it: |---+---|."""
TABLE = re.compile(
    r"^(?P<head>[^\n]*\|[^\n]*)\n(?P<line>[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?)[ \t]*$", re.MULTILINE
)
CELL = re.compile(r"(?:\\.|[^|\\])+")
"""GitHub's tables are divided at | in code, too."""
HEADING = re.compile(r"^(?P<marks>#{2,6})(?:(?=[^\s#!])|[\u00a0\u3000]+)", re.MULTILINE)
SHORTCODE = re.compile(
    r"\[(?P<name>youtube|vimeo|embed|video|audio)[ =]+<?(?P<address>https?://[^\]\s>]+)>?[^\]\n]*\](?!\()"
)
GIST = re.compile(r"\[gist:id=(?P<id>[\w/-]+)[^\]\n]*\]")
QUOTED = re.compile(r"(?<!`)``(?P<two>[^`'\n]{1,120}?)''|(?<![`\w])`(?P<one>[^`'\n]{1,60}?)'(?![\w'`])")
ALERT = re.compile(r"^(?P<quote>[ \t]*>[ \t]*)\[!(?P<kind>[A-Za-z][\w-]*)\][+-]?[ \t]*(?P<title>[^\n]*)$", re.MULTILINE)
ALERTS = {
    "note": "NOTE", "tip": "TIP", "important": "IMPORTANT", "warning": "WARNING", "caution": "CAUTION",
    "hint": "TIP", "success": "TIP", "check": "TIP", "done": "TIP", "attention": "WARNING", "danger": "CAUTION",
    "error": "CAUTION", "bug": "CAUTION", "failure": "CAUTION", "fail": "CAUTION", "missing": "CAUTION",
}  # fmt: skip
"""Boxes of Obsidian's, by GitHub's that come next to them; others are notes."""
BOX = re.compile(r"^(?P<marks>:::+)[ \t]*(?P<kind>callout-\w+)[ \t]*$", re.MULTILINE)


def convert(body: str, line: int, notes: Notes) -> str:
    """Write marks as they are written here."""

    def told(found: re.Match[str], at: int, new: str) -> str:
        notes.changed(at, f"{found[0].strip()} → {new.strip()}")
        return new

    def emoji(found: re.Match[str], at: int) -> str:
        sign = NAMES.get(found["name"]) or _unicode(found["name"])
        return told(found, at, sign or f"`{found[0]}`")

    def alert(found: re.Match[str], at: int) -> str:
        kind = ALERTS.get(found["kind"].lower(), "NOTE")
        title = found["title"].strip()
        if not title and kind == found["kind"].upper():
            return found[0]
        return told(found, at, f"{found['quote']}[!{kind}]" + (f"\n{found['quote']}**{title}**\n>" if title else ""))

    for pattern, new in (
        (EMOJI, emoji),
        (SUB, lambda found, at: told(found, at, f"<sub>{found['low']}</sub>")),
        (SUP, lambda found, at: told(found, at, f"<sup>{found['high']}</sup>")),
        (MARK, lambda found, at: told(found, at, f"<mark>{found['text']}</mark>")),
        (BOLD_END, lambda found, at: told(found, at, f"**{found['text']}** ")),
        (SHORTCODE, lambda found, at: told(found, at, f"[{found['name']}]({found['address']})")),
        (GIST, lambda found, at: told(found, at, f"[gist](https://gist.github.com/{found['id']})")),
        (DELIMITERS, lambda found, _at: found[0].replace("+", "|")),
        (TABLE, lambda found, _at: _wide_enough(found)),
        (HEADING, lambda found, _at: f"{found['marks']} "),
        (QUOTED, lambda found, at: told(found, at, f'"{found["two"]}"' if found["two"] else f"'{found['one']}'")),
        (ALERT, alert),
        (BOLD, lambda found, at: told(found, at, f"**{(found['a'] or found['b']).strip()}**")),
        (SPACED, lambda found, at: told(found, at, f"${(found['c'] or found['d']).strip()}$")),
        (BOX, lambda found, at: told(found, at, f"{found['marks']} {{.{found['kind']}}}")),
    ):
        body = replace(body, line, pattern, new)
    return body


def _wide_enough(table: re.Match[str]) -> str:
    """Give a table's second line as many cells as the first has: some Markdowns take fewer."""
    head, line = (len(CELL.findall(table[part].strip().strip("|"))) for part in ("head", "line"))
    if line >= head:
        return table[0]
    edge = "|" if table["line"].rstrip().endswith("|") else ""
    return f"{table['head']}\n{table['line'].rstrip().removesuffix('|')}{'|---' * (head - line)}{edge}"


def _unicode(name: str) -> str:
    try:
        sign = unicodedata.lookup(name.replace("_", " ").replace("-", " ").upper())
    except KeyError:
        return ""
    return sign if unicodedata.category(sign) == "So" else ""
