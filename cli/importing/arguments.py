"""Arguments of template expressions, and what an expression becomes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from importing.entries import Entry
from importing.targets import Targets, host

ARGUMENT = re.compile(
    r"""(?:(?P<key>[\w-]+)\s*=\s*)?(?:"(?P<dq>(?:\\.|[^"\\])*+)"|'(?P<sq>[^']*)'|`(?P<bq>[^`]*)`|(?P<plain>[^\s"'=,]+))"""
)
VIDEOS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "tweet": "https://twitter.com/i/status/{}",
    "x": "https://twitter.com/i/status/{}",
    "twitter": "https://twitter.com/i/status/{}",
    "gist": "https://gist.github.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "bilibili": "https://www.bilibili.com/video/{}",
}


def arguments(text: str) -> tuple[list[str], dict[str, str]]:
    """Return the arguments of an expression: those without a name, and the others."""
    given: list[str] = []
    named: dict[str, str] = {}
    for found in ARGUMENT.finditer(text):
        value = next((found[g] for g in ("dq", "sq", "bq", "plain") if found[g] is not None), "")
        value = value.replace('\\"', '"').strip("\\")
        if found["key"]:
            named[found["key"].lower()] = value
        else:
            given.append(value)
    return given, named


@dataclass(frozen=True)
class Steps:
    """What all kinds of expressions need."""

    entry: Entry
    targets: Targets

    def told(self, found: re.Match[str], line: int, new: str) -> str:
        """Note that an expression became `new`, and return it."""
        shown = new.strip().splitlines()
        self.entry.notes.changed(line, f"{found[0].splitlines()[0]} → {shown[0] if shown else 'nothing'}")
        return new

    def picture(self, found: re.Match[str], line: int, source: str, named: dict[str, str]) -> str:
        """Write a picture from the arguments of a figure."""
        caption = re.sub(r"<[^>]*>|\{\{.*?\}\}|\\(?=\")", "", named.get("caption") or named.get("title") or "").replace(
            '"', "”"
        )
        # A description has no links, and a picture within a link has none either.
        alt = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", " ".join((named.get("alt") or caption).split()))
        picture = f"![{alt}](<{source}>{f' {chr(34)}{caption}{chr(34)}' if caption else ''})"
        link = named.get("link")
        return self.told(found, line, f"[{picture}](<{link}>)" if link else picture)

    def embed(self, found: re.Match[str], line: int, name: str, named: dict[str, str]) -> str:
        """Write a link to what a player or a tweet shows; the expression itself where it is unknown."""
        kind = name.rpartition("/")[2].removesuffix(".html").lower()
        value = named.get("id") or named.get("tweet_id") or ""
        if kind not in VIDEOS or not re.fullmatch(r"[\w./-]+", value):
            return found[0]
        address = VIDEOS[kind].format(value)
        return self.told(found, line, f"[{host(address)}]({address})")

    def named(self, path: str) -> Entry | None:
        """Return the text that a name of a file or an address means."""
        entries = self.targets.by_name
        wanted = re.sub(r"(/index)?(\.(md|markdown|qmd|html))?$", "", path.strip("/"))
        for name, entry in entries.items():
            stem = re.sub(r"(/index)?\.\w+$", "", name)
            if stem == wanted or stem.endswith(f"/{wanted}"):
                return entry
        return self.targets.post(self.entry, path)
