"""Tags of Jekyll and Octopress: `{% name … %}`."""

from __future__ import annotations

import re

from importing.arguments import Steps, arguments
from importing.targets import SCHEME
from rendering.errors import UserError

HIGHLIGHT = re.compile(
    r"^[ \t]*(?:\{%-?\s*highlight\s+(?P<jekyll>[\w+#.-]+)[^%]*%\}"
    r"|\{\{[<%]\s*highlight\s+[\"']?(?P<hugo>[\w+#.-]+)[^}]*?[>%]\}\})"
    r"[ \t]*\n?(?P<code>.*?)\n?[ \t]*(?:\{%-?\s*endhighlight\s*-?%\}|\{\{[<%]\s*/\s*highlight\s*[>%]\}\})",
    re.MULTILINE | re.DOTALL,
)
COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
LIQUID_TAG = re.compile(
    r"\{%-?\s*(?P<name>post_url|post_link|ref|figure|image|asset_img|asset_path|link|include|youtube|gist|vimeo|tweet|twitter|img|video|notebook|include_code)\s+"
    r"(?P<rest>(?:[^%]|%(?!\}))*?)\s*-?%\}"
)
OCTOPRESS = re.compile(
    r"""(?:(?:[\w-]+[ ]+)*?)(?P<path>(?:https?://)?[^\s"'\[\]<>()]*[./][^\s"'\[\]<>()]*)"""
    r"""(?:[ ]+\d+(?:px|%)?){0,2}[ ]*(?P<rest>.*)"""
)
WORDS = re.compile(r"""\"[^\"]*\"|'[^']*'|[^\s"']+""")
MAX_CODE = 100_000
"""Bytes of a file that a post shows as code."""


FIGURE = re.compile(
    r"\{%-?\s*(?P<name>figure|image)\s+(?P<rest>(?:\"[^\"\n]*\"|'[^'\n]*'|[^%\"'\n])*+)%\}"
    r"(?P<caption>(?:(?!\{%)[\s\S]){0,2000}+)\{%-?\s*end(?P=name)\s*-?%\}"
)


class Liquid(Steps):
    """Converts tags that have an equal."""

    def highlight(self, found: re.Match[str], line: int) -> str:
        """Write a block of code."""
        fence = "````" if "```" in found["code"] else "```"
        language = found["jekyll"] or found["hugo"]
        return self.told(found, line, f"{fence}{language}\n{found['code']}\n{fence}")

    def figure(self, found: re.Match[str], line: int) -> str:
        """Convert a figure whose caption stands between its tags."""
        given, named = arguments(found["rest"])
        words = {"alt": given[1] if len(given) > 1 else "", "caption": " ".join(found["caption"].split())}
        return self.picture(found, line, named.get("src") or (given[0] if given else ""), words | named)

    def tag(self, found: re.Match[str], line: int) -> str:
        """Convert a tag with a name that is known."""
        name = found["name"]
        given, named = arguments(found["rest"])
        first = given[0] if given else ""
        if name == "asset_path":
            return self.told(found, line, first)
        if name == "asset_img":
            rest = " ".join(part for part in given[1:] if not part.isdigit())
            return self.told(found, line, f"![{rest}](<{first}>)")
        if name == "post_link":
            post = self.named(first)
            words = " ".join(part for part in given[1:] if part not in ("true", "false"))
            if not post:
                self.entry.notes.left(line, f"the link to {first} is taken out: there is no such post")
            return self.told(found, line, f"[{words or post.title}]({post.path})") if post else words or first
        if name in ("post_url", "link", "ref"):
            post = self.named(first)
            # One that is not there is a dead link, which becomes text.
            return self.told(found, line, post.path if post else f"/{first.strip('/')}")
        if name in ("img", "notebook") or (name == "video" and re.search(r"[./]", first)):
            return self._octopress(found, line, name)
        if name in ("figure", "image"):
            shown = {"alt": given[1] if len(given) > 1 else "", "caption": given[2] if len(given) > 2 else ""}
            return self.picture(found, line, named.get("src") or first, shown | named)
        if name == "include_code":
            return self._code(found, line, first)
        if name == "include":
            source = next(
                (
                    named[k]
                    for k in ("src", "path", "url", "image_path", "file", "filename", "image", "img", "source")
                    if k in named
                ),
                "",
            )
            return self.picture(found, line, source, named) if source else self.embed(found, line, first, named)
        return self.embed(found, line, name, {"id": first, **named})

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
        self.entry.notes.left(
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
