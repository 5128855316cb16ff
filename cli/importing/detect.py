"""Which generator made the blog."""

from __future__ import annotations

import re

from importing.generators import FORMATS, HUGO, MARKDOWN, READERS, ZOLA, Blog
from importing.report import Notes
from importing.settings import mentions
from importing.source import Folder
from rendering.errors import user_error

KNOWN = tuple(name for name in READERS if name != "other")
OTHERS = {
    "astro.config.": "Astro",
    "gatsby-config.": "Gatsby",
    "next.config.": "Next.js",
    "docusaurus.config.": "Docusaurus",
    "mkdocs.yml": "MkDocs",
    "nuxt.config.": "Nuxt",
    "svelte.config.": "SvelteKit",
    ".vuepress/": "VuePress",
    "docs/.vitepress/": "VitePress",
}
"""Sites that are programs, by the beginning of a file's name: their Markdown is read, no address of theirs is known."""


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
    if wanted and wanted not in KNOWN:
        raise user_error(str(folder.root), None, f"--as {wanted} is unknown; known: {', '.join(KNOWN)}")
    if len(found) > 1 and not wanted:
        traces = "; ".join(f"{name}: {_traces(folder)[name]}" for name in found)
        raise user_error(
            str(folder.root), None, f"has traces of {len(found)} generators ({traces}). Add --as {found[0]}"
        )
    if not any(name.lower().endswith(MARKDOWN) for name in folder.files):
        raise user_error(
            str(folder.root),
            None,
            f"has no text ({' '.join(MARKDOWN)}){_others(folder)}; name the folder with the blog's sources",
        )
    generator = wanted or (found[0] if found else "markdown")
    if not wanted and not found:
        name = next((OTHERS[stem] for stem in sorted(OTHERS) if any(n.startswith(stem) for n in folder.files)), "")
        if name:
            notes.changed(0, f"is a site of {name}, read as Markdown with front matter")
            generator = "other"
    return READERS[generator](folder, notes)


def _traces(folder: Folder) -> dict[str, str]:
    files = folder.files
    flask = next((n for n in files if n.endswith(".py") and n.count("/") < 4 and mentions(folder, n, "FlatPages")), "")
    hexo = next((n for n in files if n.startswith("source/_posts/")), "") if "_config.yml" in files else ""
    zola = next((n for n in ZOLA if n in files and folder.below("content") and mentions(folder, n, "base_url")), "")
    hugo = next((n for n in HUGO if n in files and folder.below("content")), "")
    return {
        "jekyll": ""
        if hexo
        else next((n for n in files if n in ("_config.yml", "_config.yaml") or n.startswith("_posts/")), ""),
        "hugo": "" if zola else hugo,
        "pelican": "pelicanconf.py" if "pelicanconf.py" in files else "",
        "quarto": "_quarto.yml" if "_quarto.yml" in files else "",
        "flatpages": flask,
        "hexo": hexo,
        "zola": zola,
        "eleventy": next((n for n in files if re.fullmatch(r"\.eleventy\.c?js|eleventy\.config\.[cm]?[jt]s", n)), ""),
        "nikola": "conf.py" if "conf.py" in files and mentions(folder, "conf.py", "BLOG_TITLE") else "",
    }


def _others(folder: Folder) -> str:
    """Tell how many texts are in other formats, and what converts them."""
    found = [(name, sum(file.lower().endswith(ending) for file in folder.files)) for ending, name in FORMATS.items()]
    counts = [f"{count:,} in {name}" for name, count in found if count]
    return f", but {', '.join(counts)}, to be converted by pandoc -t gfm" if counts else ""
