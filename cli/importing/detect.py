"""Which generator made the blog, and its settings, read as data."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from importing.front import Front, lowered, read_yaml
from importing.report import Notes
from importing.source import Folder
from rendering.errors import UserError, user_error

GENERATORS = ("jekyll", "hugo", "pelican", "quarto", "flatpages", "markdown")
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd", ".mdx")
HUGO_NAMES = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json")
HUGO_NAMES_ONCE = ("config.toml", "config.yaml", "config.yml", "config.json")
HUGO = tuple(f"{folder}{name}" for folder in ("", "config/_default/") for name in HUGO_NAMES + HUGO_NAMES_ONCE)


@dataclass(frozen=True)
class Blog:
    """What is moved in.

    Attributes:
        generator: one of GENERATORS.
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


def detect(folder: Folder, notes: Notes, wanted: str = "") -> Blog:
    """Tell which generator made a blog, and read its settings.

    Args:
        folder: the blog's files.
        notes: for settings that cannot be read.
        wanted: the generator, where the author has named it; default: found out.

    Raises:
        UserError: no text is there, or traces of two generators.
    """
    found = [name for name, there in _traces(folder).items() if there]
    if wanted and wanted not in GENERATORS:
        raise user_error(str(folder.root), None, f"--as {wanted} is unknown; known: {', '.join(GENERATORS)}")
    if len(found) > 1 and not wanted:
        traces = "; ".join(f"{name}: {_traces(folder)[name]}" for name in found)
        raise user_error(
            str(folder.root), None, f"has traces of {len(found)} generators ({traces}). Add --as {found[0]}"
        )
    if not any(name.lower().endswith(MARKDOWN) for name in folder.files):
        raise user_error(
            str(folder.root), None, f"has no text ({' '.join(MARKDOWN)}); name the folder with the blog's sources"
        )
    generator = wanted or (found[0] if found else "markdown")
    return READERS[generator](folder, notes)


def _traces(folder: Folder) -> dict[str, str]:
    files = folder.files
    flask = next((n for n in files if n.endswith(".py") and n.count("/") < 4 and _mentions(folder, n, "FlatPages")), "")
    return {
        "jekyll": next((n for n in files if n in ("_config.yml", "_config.yaml") or n.startswith("_posts/")), ""),
        "hugo": next((n for n in HUGO if n in files and folder.below("content")), ""),
        "pelican": "pelicanconf.py" if "pelicanconf.py" in files else "",
        "quarto": "_quarto.yml" if "_quarto.yml" in files else "",
        "flatpages": flask,
    }


def _mentions(folder: Folder, name: str, word: str) -> bool:
    try:
        return word in folder.text(name)
    except (UserError, OSError):
        return False


def _settings(folder: Folder, names: tuple[str, ...], notes: Notes) -> Front:
    found: Front = {}
    for name in names:
        if name in folder.files:
            text = folder.text(name)
            try:
                found |= tomllib.loads(text) if name.endswith(".toml") else read_yaml(text, notes)
            except tomllib.TOMLDecodeError as error:
                notes.left(0, f"{name} is not TOML ({error}); its settings are not used")
    return lowered(found)


def _jekyll(folder: Folder, notes: Notes) -> Blog:
    settings = _settings(folder, ("_config.yml", "_config.yaml"), notes)
    return Blog(folder, "jekyll", settings, [""], [("", "")])


def _hugo(folder: Folder, notes: Notes) -> Blog:
    return Blog(
        folder, "hugo", _settings(folder, HUGO, notes), ["content"], [("static", ""), ("assets", ""), ("content", "")]
    )


def _quarto(folder: Folder, notes: Notes) -> Blog:
    settings = _settings(folder, ("_quarto.yml",), notes)
    website = settings.get("website")
    site = {"url": str(website.get("site-url", ""))} if isinstance(website, Mapping) else {}
    return Blog(folder, "quarto", settings | site, [""], [("", "")])


def _pelican(folder: Folder, notes: Notes) -> Blog:
    settings = lowered(_constants(folder, "pelicanconf.py", notes) | _constants(folder, "publishconf.py", notes))
    content = str(settings.get("path", "content")).strip("./")
    return Blog(folder, "pelican", settings, [content], [(content, "")])


def _flatpages(folder: Folder, notes: Notes) -> Blog:
    settings: Front = {}
    for name in folder.files:
        if name.endswith(".py") and name.count("/") < 4 and _mentions(folder, name, "FLATPAGES"):
            settings |= lowered(_constants(folder, name, notes))
    root = str(settings.get("flatpages_root", "")).strip("./")
    content = next((c for c in (root, "content", "pages") if c and folder.below(c)), "")
    static = sorted({n[: n.index("static/") + 6] for n in folder.files if n.startswith("static/") or "/static/" in n})
    return Blog(folder, "flatpages", settings, [content], [(name, "/static") for name in static] + [(content, "")])


def _plain(folder: Folder, _notes: Notes) -> Blog:
    return Blog(
        folder, "markdown", {}, [""], [("", ""), *((name, "") for name in ("static", "public") if folder.below(name))]
    )


def _constants(folder: Folder, name: str, notes: Notes) -> dict[str, Any]:
    """Read `NAME = literal` lines of a Python file without running it."""
    if name not in folder.files:
        return {}
    try:
        tree = ast.parse(folder.text(name))
    except (SyntaxError, ValueError, RecursionError, UserError):
        notes.left(0, f"{name} cannot be read as Python; its settings are not used")
        return {}
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except (ValueError, TypeError, MemoryError, RecursionError):
                continue
    return found


READERS = {
    "jekyll": _jekyll,
    "hugo": _hugo,
    "pelican": _pelican,
    "quarto": _quarto,
    "flatpages": _flatpages,
    "markdown": _plain,
}
