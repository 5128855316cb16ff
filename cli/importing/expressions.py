"""Template expressions that have an equal in Markdown. None is run."""

from __future__ import annotations

import re

from importing.arguments import Steps, arguments
from importing.entries import Entry
from importing.liquid import COMMENT, FIGURE, HIGHLIGHT, LIQUID_TAG, RAW, Liquid
from importing.prose import replace
from importing.shortcodes import SHORTCODE, Shortcodes
from importing.targets import Targets

URL_FOR = re.compile(r"\{\{\s*url_for\(([^{}]*?)\)\s*\}\}")
LIQUID_VALUE = re.compile(r"\{\{-?\s*(?P<value>[^{}<%]*?)\s*-?\}\}")
PELICAN = re.compile(r"(?:\{(?:filename|static|attach|photo)\}|\|(?:filename|static|attach)\|)(?P<path>[^\s)\"'>\]#]*)")


def convert(entry: Entry, body: str, targets: Targets) -> str:
    """Convert the expressions of a text. What has no equal stays, and the renderer names it."""
    values, liquid = Values(entry, targets), Liquid(entry, targets)
    shortcodes = Shortcodes(entry, targets)
    line = entry.line
    for pattern, change in (
        (HIGHLIGHT, liquid.highlight),
        (COMMENT, lambda found, _: "\n" * found[0].count("\n")),
        (RAW, lambda _found, _line: ""),
        (URL_FOR, values.url_for),
        (FIGURE, liquid.figure),
        (LIQUID_TAG, liquid.tag),
        (SHORTCODE, shortcodes.shortcode),
        (LIQUID_VALUE, values.value),
        (PELICAN, values.pelican),
    ):
        body = replace(body, line, pattern, change)
    return body


class Values(Steps):
    """Converts expressions that stand for an address or a text."""

    def url_for(self, found: re.Match[str], line: int) -> str:
        """Convert Flask's `url_for` to an address of the new site."""
        given, named = arguments(found[1])
        endpoint = given[0].rpartition(".")[2] if given else ""
        value = next((named[key] for key in ("filename", "name", "path", "slug", "tag", "title") if key in named), "")
        if endpoint == "static":
            return self.told(found, line, f"/static/{value.lstrip(chr(47))}") if value else found[0]
        if value and endpoint != "tag":
            post = self.targets.post(self.entry, f"/posts/{value}") or self.targets.post(self.entry, f"/{value}")
            return self.told(found, line, post.path if post else f"/posts/{value}")
        if endpoint == "tag" and value:
            return self.told(found, line, f"/tags/{value}")
        known = {"index": "/", "home": "/", "posts": "/archive", "archive": "/archive", "feed": "/feed.xml"}
        return self.told(found, line, known.get(endpoint, f"/{endpoint}")) if endpoint else found[0]

    def value(self, found: re.Match[str], line: int) -> str:
        """Convert a value of the site or page."""
        text = found["value"]
        if self.targets.blog.generator == "quarto" and re.fullmatch(r"[A-Za-z][\w.]*", text):
            return self.told(found, line, f"`{text}`")  # No expression there: so authors name packages of R.
        filtered = re.fullmatch(
            r"""["']([^"']*)["'](?:\s*\|\s*(?:relative_url|absolute_url|prepend:\s*[\w.]+|url_encode))*""", text
        )
        if filtered:
            return self.told(found, line, filtered[1])
        name = text.partition("|")[0].strip().lower()
        if name in (
            "site.baseurl",
            "site.url",
            "site.github.url",
            "site.production_url",
            "page.root",
            "relative_root",
            "base_path",
            "siteurl",
            "site.siteurl",
            "base_url",
            "root",
        ):
            return self.told(found, line, "")
        if name in ("site.title", "site.email", "site.name", "site.author", "site.description"):
            value = self.targets.blog.settings.get(name.removeprefix("site."))
            return self.told(found, line, value) if isinstance(value, str) else found[0]
        if name == "page.title":
            return self.told(found, line, self.entry.title)
        return found[0]

    def pelican(self, found: re.Match[str], line: int) -> str:
        """Convert Pelican's `{filename}` and `{static}`."""
        return self.told(found, line, found["path"] or "#")
