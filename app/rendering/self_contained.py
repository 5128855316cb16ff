"""Whether an HTML file holds all that it needs: an interactive figure can load nothing, so another would stay empty."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

LOADED = {"src", "srcset", "data", "poster", "xlink:href"}
INSIDE = re.compile(r"\s*(data:|blob:|about:|#|$)", re.IGNORECASE)
IMPORT = re.compile(r"""\b(?:from|import)\s*\(?\s*["']((?:https?:)?/[^"']+|\.[^"']+)["']""")
CSS = re.compile(r"""@import\s+(?:url\()?\s*["']?([^"')\s]+)|url\(\s*["']?((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)

ADVICE = (
    ("plotly", 'write it with fig.write_html("{name}", include_plotlyjs=True, include_mathjax=False)'),
    ("mathjax", 'write it with fig.write_html("{name}", include_plotlyjs=True, include_mathjax=False)'),
    ("bokeh", 'write it with bokeh.io.save(plot, "{name}", resources=bokeh.resources.INLINE, title="…")'),
    ("vega", 'write it with chart.save("{name}", inline=True), which needs the package vl-convert-python'),
    ("leaflet", "folium's maps load scripts and tiles from other sites: show a picture of the map with a link to it"),
    ("p5", "copy the text of p5.min.js into a <script> of the file"),
)


class _Loads(HTMLParser):
    """Finds what a browser would load for the file."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.inside = ""
        self.module = False
        self.base = False

    def add(self, target: str | None, offset: int = 0) -> None:
        if target and not INSIDE.match(target):
            self.found.append((self.getpos()[0] + offset, target.strip()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.inside = tag
        self.module = values.get("type") == "module"
        for name in LOADED & values.keys():
            self.add(values[name])
        rel = (values.get("rel") or "").lower().split()
        if tag == "link" and {"stylesheet", "modulepreload", "preload", "manifest"} & set(rel):
            self.add(values.get("href"))
        self._css(values.get("style") or "")

    def handle_endtag(self, _tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "style":
            self._css(data)
        elif self.inside == "script" and self.module:
            for found in IMPORT.finditer(data):
                self.add(found[1], data.count("\n", 0, found.start()))

    def _css(self, text: str) -> None:
        for found in CSS.finditer(text):
            self.add(found[1] or found[2], text.count("\n", 0, found.start()))


def loads(text: str) -> list[tuple[int, str]]:
    """Find what the HTML file `text` would load, with the line that says so. Empty: it holds all that it needs.

    Addresses in the text of scripts do not count: libraries hold many, and the policy stops those that are used.
    """
    parser = _Loads()
    parser.feed(text)
    parser.close()
    return parser.found


def figure_problem(name: str, body: bytes) -> str | None:
    """Say why the HTML file `name` cannot be an interactive figure, or None."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "is not UTF-8 text; save the figure again"
    if not text.strip():
        return "is empty; write the figure again"
    found = loads(text)
    if not found:
        return None
    file = PurePosixPath(name).name
    line, target = found[0]
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    known = next((words for word, words in ADVICE if word in f"{target} {text[:2000]}".lower()), None)
    advice = known.format(name=file) if known else "write it as one file that holds its scripts, styles and data"
    return f"loads {target[:120]} (line {line}){more}, and a figure can load nothing; {advice}"
