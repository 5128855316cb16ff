"""Hugo's shortcodes: `{{< name … >}}`."""

from __future__ import annotations

import re

from importing.arguments import Steps, arguments

SHORTCODE = re.compile(
    r"\{\{[<%]\s*(?P<name>[\w./-]+)(?P<rest>(?:\"(?:\\.|[^\"\\])*+\"|'[^']*'|`[^`]*`|[^}\"'`>%]|[>%](?!\}\}))*+)[>%]\}\}"
)
FIGURES = ("figure", "img", "image", "imgproc", "picture")


class Shortcodes(Steps):
    """Converts shortcodes that have an equal."""

    def shortcode(self, found: re.Match[str], line: int) -> str:
        """Convert one that stands alone, without an end."""
        name = found["name"].lower().removesuffix(".html")
        given, named = arguments(found["rest"])
        first = given[0] if given else ""
        if name in ("ref", "relref"):
            path, _, heading = (first or named.get("path", "")).partition("#")
            post = self.named(path) if path else self.entry
            anchor = f"#{heading}" if heading else ""
            return (
                self.told(found, line, ("" if post is self.entry and anchor else post.path) + anchor)
                if post
                else found[0]
            )
        if name in ("link", "extlink", "a") and re.match(r"https?:", first) and len(given) > 1:
            return self.told(found, line, f"[{given[1]}]({first})")
        if name in FIGURES:
            return self.picture(found, line, named.get("src") or first, named)
        if name == "video" and not first.isdigit():
            source = named.get("src") or named.get("url") or first
            return self.told(found, line, f"[Video]({source})") if source else found[0]
        return self.embed(found, line, name, {"id": first, **named})
