"""What a cell of a notebook printed or drew, as a part of a post."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from rendering.notebook_file import text_of
from rendering.notebook_html import safe, unshown
from rendering.self_contained import loads

ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|[\x00-\x08\x0b-\x1f\x7f]")
IMAGES = {
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
}
REPR = re.compile(
    r"\[?(?:<[\w.]+(?: object)?(?: [^<>]*)? ?at 0x[0-9a-f]+>(?:,\s*)?)+\]?|<[\w.]+:[^<>]*>|<Figure [^<>]*>"
)
"""What Python shows of an object that has nothing to show, such as a figure's axes: nobody means it."""

SCRIPT = (
    "its output is made by a script. Save it as a file, with a still beside it, and show it as an interactive figure: "
    "![what it shows](NAME.html) with NAME.png; or let it draw a picture; or tag the cell remove-output"
)
WIDGET = (
    "its output is a widget, which needs a running kernel; show a picture or a table, "
    "use plain tqdm in place of tqdm.notebook, or tag the cell remove-output"
)
WIDGET_TYPE = "application/vnd.jupyter.widget-view+json"


class OutputError(Exception):
    """Why an output cannot be shown, and what to do."""


@dataclass(frozen=True)
class Shown:
    """A part of a post: Markdown, or HTML that is safe to insert."""

    text: str
    html: bool


Save = Callable[[str, bytes], str]
"""Takes a suffix and a content, and returns the name by which Markdown shows the file."""


def output(value: dict[str, Any], expected_to_fail: bool, alt: str, caption: str, save: Save) -> Shown | None:
    """Return what a page shows of one output, or None where it is nothing.

    Of several forms the first of these is taken: picture, LaTeX, Markdown, HTML, text.

    Raises:
        OutputError: none of its forms can be shown.
    """
    kind = value.get("output_type")
    if kind == "stream":
        return _text(text_of(value.get("text")))
    if kind == "error":
        if not expected_to_fail:
            parts = (str(value.get(key) or "") for key in ("ename", "evalue"))
            name = " ".join(": ".join(part for part in parts if part).split())[:120] or "an error"
            raise OutputError(f"failed with {name}; run it again, or tag the cell raises-exception if it is meant")
        return _text("\n".join(str(line) for line in value.get("traceback") or []))
    data = value.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, dict):
        raise OutputError("has an output of no known kind; run it again and save the notebook")
    return _displayed({str(k): text_of(v) for k, v in data.items()}, alt, caption, save)


def _displayed(data: dict[str, str], alt: str, caption: str, save: Save) -> Shown | None:
    html = data.get("text/html", "")
    mime = next((mime for mime in IMAGES if data.get(mime)), None)
    if mime:
        name = save(IMAGES[mime], decoded(mime, data[mime]))
        if "<script" in html.lower() and not loads(html):
            name = save(".html", f'<!doctype html><meta charset="utf-8">\n{html}'.encode())
        return Shown(f"![{_literal(alt)}](<{name}>{_title(caption)})", html=False)
    if WIDGET_TYPE in data:
        raise OutputError(WIDGET)
    if data.get("text/latex"):
        return Shown(f"$$\n{_formula(data['text/latex'])}\n$$", html=False)
    if data.get("text/markdown"):
        return Shown(data["text/markdown"], html=False)
    plain = data.get("text/plain", "").strip()
    if html:
        return _html(html, plain)
    if any("plotly" in mime or "vega" in mime or "bokeh" in mime or "javascript" in mime for mime in data):
        raise OutputError(SCRIPT)
    return None if REPR.fullmatch(plain) else _text(plain)


def decoded(mime: str, text: str) -> bytes:
    """Return the bytes of a picture in a notebook.

    Raises:
        OutputError: it is not base64.
    """
    if mime == "image/svg+xml":
        return text.encode()
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise OutputError("has a picture that is damaged; run it again and save the notebook") from None


def _text(text: str) -> Shown | None:
    # A progress bar writes its line again and again; the last one stays.
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    clean = ANSI.sub("", "\n".join(lines)).rstrip()
    return Shown(f'<pre class="output" tabindex="0">{escape(clean)}</pre>', html=True) if clean else None


def _html(html: str, plain: str) -> Shown | None:
    unknown = unshown(html)
    if unknown:
        if plain and not plain.startswith("<"):
            return _text(plain)
        if "script" in unknown:
            raise OutputError(SCRIPT)
        raise OutputError(f"has HTML with <{unknown[0]}>, which a post cannot show; show a picture, a table or text")
    clean = safe(html)
    return Shown(f'<div class="output">{clean}</div>', html=True) if clean.strip() else None


def _formula(latex: str) -> str:
    inner = latex.strip().strip("$").strip()
    return inner.removeprefix(r"\displaystyle").strip()


def _literal(text: str) -> str:
    return re.sub(r"([\\\[\]`*_<$!])", r"\\\1", " ".join(text.split()))


def _title(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f' "{escaped}"' if text else ""
