"""The generators that are known: where their texts and files are, and their settings, read as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from importing.front import Front, lowered
from importing.report import Notes
from importing.settings import constants, mentions, read_settings
from importing.source import Folder

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd", ".mdx")
FORMATS = {
    ".rst": "reStructuredText",
    ".org": "Org",
    ".adoc": "AsciiDoc",
    ".textile": "Textile",
}
"""Texts that are told and not read."""
HUGO_NAMES = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json")
HUGO_NAMES_ONCE = ("config.toml", "config.yaml", "config.yml", "config.json")
HUGO = tuple(f"{folder}{name}" for folder in ("", "config/_default/") for name in HUGO_NAMES + HUGO_NAMES_ONCE)
ZOLA = ("zola.toml", "config.toml")
INPUTS = ("src/content", "content", "src", "source", "posts", "blog", "site", "public")
"""Folders that hold the texts of a site whose settings are a program, the likeliest first."""


@dataclass(frozen=True)
class Blog:
    """What is moved in.

    Attributes:
        generator: a key of READERS.
        settings: with keys in small letters.
        content: folders that hold the texts; "" is the root.
        static: folders whose files are served from the site's root, with the address before them.
    """

    folder: Folder
    generator: str
    settings: Front
    content: list[str]
    static: list[tuple[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The site's former address without a trailing slash; "" where the settings have none."""
        for key in ("url", "baseurl", "siteurl", "site_url", "website.site_url", "base_url"):
            value = str(self.settings.get(key) or "")
            if value.startswith("http"):
                return value.rstrip("/")
        return ""

    @property
    def base(self) -> str:
        """The path below which the former site was; "" is the root."""
        path = re.sub(r"^https?://[^/]*", "", self.url)
        value = str(self.settings.get("baseurl") or "")
        return (value if self.generator == "jekyll" and value.startswith("/") else path).rstrip("/")


def _jekyll(folder: Folder, notes: Notes) -> Blog:
    settings = read_settings(folder, ("_config.yml", "_config.yaml"), notes)
    return Blog(folder, "jekyll", settings, [""], [("", "")])


def _hugo(folder: Folder, notes: Notes) -> Blog:
    return Blog(
        folder,
        "hugo",
        read_settings(folder, HUGO, notes),
        ["content"],
        [("static", ""), ("assets", ""), ("content", "")],
    )


def _quarto(folder: Folder, notes: Notes) -> Blog:
    settings = read_settings(folder, ("_quarto.yml",), notes)
    website = settings.get("website")
    site = {"url": str(website.get("site-url", ""))} if isinstance(website, Mapping) else {}
    return Blog(folder, "quarto", settings | site, [""], [("", "")])


def _pelican(folder: Folder, notes: Notes) -> Blog:
    settings = lowered(constants(folder, "pelicanconf.py", notes) | constants(folder, "publishconf.py", notes))
    content = str(settings.get("path", "content")).strip("./")
    return Blog(folder, "pelican", settings, [content], [(content, "")])


def _flatpages(folder: Folder, notes: Notes) -> Blog:
    settings: Front = {}
    for name in folder.files:
        if name.endswith(".py") and name.count("/") < 4 and mentions(folder, name, "FLATPAGES"):
            settings |= lowered(constants(folder, name, notes))
    root = str(settings.get("flatpages_root", "")).strip("./")
    content = next((c for c in (root, "content", "pages") if c and folder.below(c)), "")
    static = sorted({n[: n.index("static/") + 6] for n in folder.files if n.startswith("static/") or "/static/" in n})
    return Blog(folder, "flatpages", settings, [content], [(name, "/static") for name in static] + [(content, "")])


def _plain(folder: Folder, _notes: Notes) -> Blog:
    return Blog(
        folder, "markdown", {}, [""], [("", ""), *((name, "") for name in ("static", "public") if folder.below(name))]
    )


def _hexo(folder: Folder, notes: Notes) -> Blog:
    settings = read_settings(folder, ("_config.yml", "_config.yaml"), notes)
    source = str(settings.get("source_dir") or "source").strip("./")
    return Blog(folder, "hexo", settings, [source], [(source, ""), (f"{source}/_posts", "")])


def _zola(folder: Folder, notes: Notes) -> Blog:
    return Blog(folder, "zola", read_settings(folder, ZOLA, notes), ["content"], [("static", ""), ("content", "")])


def _eleventy(folder: Folder, _notes: Notes) -> Blog:
    content = _input(folder)
    static = [(name, "") for name in ("public", "static", content, "") if not name or folder.below(name)]
    return Blog(folder, "eleventy", {}, [content], static)


def _nikola(folder: Folder, notes: Notes) -> Blog:
    settings = lowered(constants(folder, "conf.py", notes))
    content = [name for name in ("posts", "pages", "stories") if folder.below(name)]
    return Blog(
        folder, "nikola", settings, content, [("files", ""), ("images", "/images"), ("galleries", "/galleries")]
    )


def _other(folder: Folder, _notes: Notes) -> Blog:
    static = [(name, "") for name in ("public", "static", "src") if folder.below(name)]
    return Blog(folder, "markdown", {}, [_input(folder)], [*static, ("", "")])


def _input(folder: Folder) -> str:
    return next((name for name in INPUTS if any(n.lower().endswith(MARKDOWN) for n in folder.below(name))), "")


READERS: dict[str, Callable[[Folder, Notes], Blog]] = {
    "jekyll": _jekyll,
    "hugo": _hugo,
    "pelican": _pelican,
    "quarto": _quarto,
    "flatpages": _flatpages,
    "hexo": _hexo,
    "zola": _zola,
    "eleventy": _eleventy,
    "nikola": _nikola,
    "markdown": _plain,
    "other": _other,
}
