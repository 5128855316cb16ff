"""Front matter as posts here have it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping

from importing.dates import read_date
from importing.entries import Entry
from importing.front import text_of, texts
from rendering.taxonomy import tag_slug

SUMMARIES = ("summary", "description", "excerpt", "subtitle", "abstract", "lead", "subheading", "tagline", "teaser")
UPDATES = ("updated", "lastmod", "modified", "last_modified", "last_modified_at", "last_updated")
TAGS = ("tags", "categories", "category", "keywords", "tag")
MARKUP = re.compile(
    r"<[^<>]*>|!?\[([^\[\]]*)\]\([^()]*\)|[*`]{1,3}(?=\S)|(?<=\S)[*`]{1,3}|(?<!\w)_(?=[^\s_])|(?<=[^\s_])_(?!\w)|\{[{%].*?[}%]\}|\\[a-z]+\{([^{}]*)\}"
)


def head(entry: Entry, spellings: dict[str, str], generator: str, beginning: str) -> str:
    """Return the lines between the fences. `spellings` has the first spelling of each tag, and gets new ones.

    `beginning` is the summary where the author gives none; "": the renderer takes the first paragraph.
    """
    front = entry.front
    lines = [f"title: {_quoted(_plain(entry.title) or entry.slug)}"]
    if not entry.page:
        lines.append(f"date: {entry.date}")
    summary = _plain(text_of(front, *SUMMARIES)) or _plain(beginning)
    if summary:
        lines.append(f"summary: {_quoted(summary)}")
    if not entry.page:
        tags = tags_of(entry, spellings, generator)
        if tags:
            lines.append(f"tags: [{', '.join(_quoted(tag) for tag in tags)}]")
        series = texts(front.get("series"))
        if len(series) == 1:
            lines.append(f"series: {_quoted(_plain(series[0]))}")
        updated = read_date(text_of(front, *UPDATES))
        if updated and updated[:10] > entry.date[:10]:
            lines.append(f"updated: {updated[:10]}")
        if hidden(entry):
            lines.append("draft: true")
    if entry.old:
        lines.append(f"aliases: [{', '.join(_quoted(old) for old in entry.old)}]")
    _tell(entry)
    return "\n".join(lines)


def tags_of(entry: Entry, spellings: dict[str, str], generator: str) -> list[str]:
    """Return the tags of a post, each once; `spellings` as in `head`."""
    found = (tag for tag in _tags(entry, generator) if tag_slug(tag))
    return list(dict.fromkeys(spellings.setdefault(tag_slug(tag), tag) for tag in found))


def _tags(entry: Entry, generator: str) -> Iterator[str]:
    taxonomies = entry.front.get("taxonomies")  # Zola's
    if isinstance(taxonomies, Mapping):
        for value in taxonomies.values():
            yield from (_plain(word) for word in texts(value))
    for key in TAGS:
        value = entry.front.get(key)
        if isinstance(value, str):
            blanks = generator == "jekyll" and key in ("tags", "categories") and "," not in value
            yield from (_plain(word) for word in (value.split() if blanks else value.split(",")))
        else:
            yield from (_plain(word) for word in texts(value))


def hidden(entry: Entry) -> bool:
    """Tell a draft."""
    front = entry.front
    return (
        text_of(front, "draft").lower() in ("true", "yes")
        or text_of(front, "published").lower() in ("false", "no")
        or text_of(front, "status").lower() in ("draft", "hidden")
        or "_drafts" in entry.name.split("/")
    )


def _tell(entry: Entry) -> None:
    known = {*SUMMARIES, *UPDATES, *TAGS, "title", "date", "series", "draft", "published", "status", "aliases", "slug"}
    dropped = sorted(
        key
        for key in entry.front
        if key not in {*known, "redirect_from", "permalink", "url", "layout", "path", "taxonomies"}
    )
    if dropped:
        entry.notes.changed(1, f"has no place here, and is left out: {', '.join(dropped)}")


def _plain(text: str) -> str:
    text = MARKUP.sub(lambda found: found[1] or found[2] or "", html.unescape(text))
    return " ".join(text.replace("$", "").replace("<", "\u2039").replace(">", "\u203a").replace("\\", "").split())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
