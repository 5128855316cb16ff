"""Template expressions and shortcodes that have an equal in Markdown. None is run."""

from __future__ import annotations

import re

from importing.entries import Entry
from importing.prose import replace
from importing.targets import SCHEME, Targets, host
from rendering.errors import UserError

ARGUMENT = re.compile(
    r"""(?:(?P<key>[\w-]+)\s*=\s*)?(?:"(?P<dq>[^"]*)"|'(?P<sq>[^']*)'|`(?P<bq>[^`]*)`|(?P<plain>[^\s"'=,]+))"""
)
URL_FOR = re.compile(r"\{\{\s*url_for\(([^{}]*?)\)\s*\}\}")
HIGHLIGHT = re.compile(
    r"^[ \t]*(?:\{%-?\s*highlight\s+(?P<jekyll>[\w+#.-]+)[^%]*%\}"
    r"|\{\{[<%]\s*highlight\s+[\"']?(?P<hugo>[\w+#.-]+)[^}]*?[>%]\}\})"
    r"[ \t]*\n?(?P<code>.*?)\n?[ \t]*(?:\{%-?\s*endhighlight\s*-?%\}|\{\{[<%]\s*/\s*highlight\s*[>%]\}\})",
    re.MULTILINE | re.DOTALL,
)
COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
LIQUID_TAG = re.compile(
    r"\{%-?\s*(?P<name>post_url|link|include|youtube|gist|vimeo|tweet|twitter|img|video|notebook|include_code)\s+(?P<rest>[^%]*?)\s*-?%\}"
)
LIQUID_VALUE = re.compile(r"\{\{-?\s*(?P<value>[^{}<%]*?)\s*-?\}\}")
SHORTCODE = re.compile(
    r"\{\{[<%]\s*(?P<name>[\w./-]+)(?P<rest>(?:\"[^\"]*\"|'[^']*'|`[^`]*`|[^}\"'`>%]|[>%](?!\}\}))*+)[>%]\}\}"
)
PELICAN = re.compile(r"(?:\{(?:filename|static|attach|photo)\}|\|(?:filename|static|attach)\|)(?P<path>[^\s)\"'>\]#]*)")
OCTOPRESS = re.compile(
    r"""(?:(?:[\w-]+[ ]+)*?)(?P<path>(?:https?://)?[^\s"'\[\]<>()]*[./][^\s"'\[\]<>()]*)"""
    r"""(?:[ ]+\d+(?:px|%)?){0,2}[ ]*(?P<rest>.*)"""
)
WORDS = re.compile(r"""\"[^\"]*\"|'[^']*'|[^\s"']+""")
MAX_CODE = 100_000
"""Bytes of a file that a post shows as code."""
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
FIGURES = ("figure", "img", "image", "imgproc", "picture")


def arguments(text: str) -> tuple[list[str], dict[str, str]]:
    """Return the arguments of an expression: those without a name, and the others."""
    given: list[str] = []
    named: dict[str, str] = {}
    for found in ARGUMENT.finditer(text):
        value = next((found[g] for g in ("dq", "sq", "bq", "plain") if found[g] is not None), "")
        if found["key"]:
            named[found["key"].lower()] = value
        else:
            given.append(value)
    return given, named


def convert(entry: Entry, body: str, targets: Targets) -> str:
    """Convert the expressions of a text. What has no equal stays, and the renderer names it."""
    steps = _Steps(entry, targets)
    line = entry.line
    for pattern, change in (
        (HIGHLIGHT, steps.highlight),
        (COMMENT, lambda found, _: "\n" * found[0].count("\n")),
        (RAW, lambda _found, _line: ""),
        (URL_FOR, steps.url_for),
        (LIQUID_TAG, steps.tag),
        (SHORTCODE, steps.shortcode),
        (LIQUID_VALUE, steps.value),
        (PELICAN, steps.pelican),
    ):
        body = replace(body, line, pattern, change)
    return body


class _Steps:
    def __init__(self, entry: Entry, targets: Targets) -> None:
        self.entry, self.targets, self.notes = entry, targets, entry.notes

    def told(self, found: re.Match[str], line: int, new: str) -> str:
        shown = new.strip().splitlines()
        self.notes.changed(line, f"{found[0].splitlines()[0]} → {shown[0] if shown else 'nothing'}")
        return new

    def highlight(self, found: re.Match[str], line: int) -> str:
        fence = "````" if "```" in found["code"] else "```"
        language = found["jekyll"] or found["hugo"]
        return self.told(found, line, f"{fence}{language}\n{found['code']}\n{fence}")

    def url_for(self, found: re.Match[str], line: int) -> str:
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

    def tag(self, found: re.Match[str], line: int) -> str:
        name = found["name"]
        given, named = arguments(found["rest"])
        first = given[0] if given else ""
        if name in ("post_url", "link"):
            post = self._named(first)
            return self.told(found, line, post.path) if post else found[0]
        if name in ("img", "notebook") or (name == "video" and re.search(r"[./]", first)):
            return self._octopress(found, line, name)
        if name == "include_code":
            return self._code(found, line, first)
        if name == "include":
            source = next((named[k] for k in ("src", "path", "url", "image_path", "file", "image") if k in named), "")
            return self._picture(found, line, source, named) if source else self._embed(found, line, first, named)
        return self._embed(found, line, name, {"id": first, **named})

    def shortcode(self, found: re.Match[str], line: int) -> str:
        name = found["name"].lower().removesuffix(".html")
        given, named = arguments(found["rest"])
        first = given[0] if given else ""
        if name in ("ref", "relref"):
            path, _, heading = (first or named.get("path", "")).partition("#")
            post = self._named(path) if path else self.entry
            anchor = f"#{heading}" if heading else ""
            return (
                self.told(found, line, ("" if post is self.entry and anchor else post.path) + anchor)
                if post
                else found[0]
            )
        if name in FIGURES:
            return self._picture(found, line, named.get("src") or first, named)
        if name == "video" and not first.isdigit():
            source = named.get("src") or named.get("url") or first
            return self.told(found, line, f"[Video]({source})") if source else found[0]
        return self._embed(found, line, name, {"id": first, **named})

    def _picture(self, found: re.Match[str], line: int, source: str, named: dict[str, str]) -> str:
        caption = re.sub(r"<[^>]*>", "", named.get("caption") or named.get("title") or "").replace('"', "”")
        alt = named.get("alt") or caption
        picture = f"![{alt}](<{source}>{f' {chr(34)}{caption}{chr(34)}' if caption else ''})"
        link = named.get("link")
        return self.told(found, line, f"[{picture}](<{link}>)" if link else picture)

    def _octopress(self, found: re.Match[str], line: int, name: str) -> str:
        """`{% img [class] path [width [height]] [title [alt]] %}`, `{% video path … %}`, `{% notebook path … %}`."""
        parts = OCTOPRESS.fullmatch(found["rest"])
        if not parts:
            return found[0]
        path = parts["path"]
        if name == "img":
            words = [part.strip("\"'") for part in WORDS.findall(parts["rest"].strip(" []"))]
            alt = words[-1] if re.match("[\"']", parts["rest"]) and words else " ".join(words)
            alt = alt.replace("[", "(").replace("]", ")")
            return self.told(found, line, f"![{alt}](<{path}>)")
        target = path if SCHEME.match(path) or path.startswith("/") else f"/{path}"
        if name == "video":
            return self.told(found, line, f"[Video](<{target}>)")
        beside = SCHEME.match(path) or self.targets.file(self.entry, target)
        self.notes.left(
            line,
            f"the notebook {path} is copied beside the post, with a link; to show its cells, see docs/notebooks.md"
            if beside
            else f"there is no notebook {path} that can be copied: taken out; to show its cells, see docs/notebooks.md",
        )
        return (
            f"\n\nThe text of this post is a [notebook](<{target}>).\n\n"
            if beside
            else "\n\nThe text of this post is a notebook.\n\n"
        )

    def _code(self, found: re.Match[str], line: int, path: str) -> str:
        """`{% include_code path [lang:name] [title] %}`: the file's text as a block of code."""
        folder = self.targets.blog.folder
        names = [name for name in sorted(folder.files) if f"/{name}".endswith(f"/{path.strip('/')}")] if path else []
        if not names or folder.files[names[0]].stat().st_size > MAX_CODE:
            return found[0]
        try:
            code = folder.text(names[0]).strip("\n")
        except UserError:
            return found[0]
        ticks = max([2, *map(len, re.findall("`+", code))]) + 1
        language = re.search(r"\blang:([\w+#.-]+)", found["rest"])
        fence = "`" * ticks
        return self.told(found, line, f"\n\n{fence}{language[1] if language else 'text'}\n{code}\n{fence}\n\n")

    def _embed(self, found: re.Match[str], line: int, name: str, named: dict[str, str]) -> str:
        kind = name.rpartition("/")[2].removesuffix(".html").lower()
        value = named.get("id") or named.get("tweet_id") or ""
        if kind not in VIDEOS or not re.fullmatch(r"[\w./-]+", value):
            return found[0]
        address = VIDEOS[kind].format(value)
        return self.told(found, line, f"[{host(address)}]({address})")

    def value(self, found: re.Match[str], line: int) -> str:
        text = found["value"]
        if self.targets.blog.generator == "quarto" and re.fullmatch(r"[A-Za-z][\w.]*", text):
            return self.told(found, line, f"`{text}`")  # No expression there: so authors name packages of R.
        filtered = re.fullmatch(
            r"""["']([^"']*)["'](?:\s*\|\s*(?:relative_url|absolute_url|prepend:\s*[\w.]+|url_encode))*""", text
        )
        if filtered:
            return self.told(found, line, filtered[1])
        name = text.partition("|")[0].strip().lower()
        if name in ("site.baseurl", "site.url", "base_path", "siteurl", "site.siteurl", "base_url", "root"):
            return self.told(found, line, "")
        if name in ("site.title", "site.email", "site.name", "site.author", "site.description"):
            value = self.targets.blog.settings.get(name.removeprefix("site."))
            return self.told(found, line, value) if isinstance(value, str) else found[0]
        if name == "page.title":
            return self.told(found, line, self.entry.title)
        return found[0]

    def pelican(self, found: re.Match[str], line: int) -> str:
        return self.told(found, line, found["path"] or "#")

    def _named(self, path: str) -> Entry | None:
        entries = self.targets.by_name
        wanted = path.strip("/").removesuffix(".md").removesuffix("/index")
        for name, entry in entries.items():
            stem = re.sub(r"(/index)?\.\w+$", "", name)
            if stem == wanted or stem.endswith(f"/{wanted}"):
                return entry
        return self.targets.post(self.entry, path)
