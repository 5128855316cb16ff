"""The addresses of texts here, each given once, and which of the former ones lead to them."""

from __future__ import annotations

from collections.abc import Sequence

from content.redirects import plain
from importing.entries import Entry
from rendering.redirects import form_problem


def settle(found: Sequence[Entry]) -> None:
    """Make the names of texts differ, and leave of their former addresses those that can be redirected."""
    taken: set[str] = set()
    for entry in found:
        base = entry.slug
        for tail in ("", f"-{entry.date[:4]}", *(f"-{number}" for number in range(2, 1000))):
            entry.slug = base + tail
            if entry.path not in taken:
                break
        if entry.slug != base:
            entry.notes.changed(0, f"the name {base} is taken: imported as {entry.slug}")
        taken.add(entry.path)
    _keep_old(found, taken)


def _keep_old(entries: Sequence[Entry], live: set[str]) -> None:
    """Leave of the old addresses those that can be redirected."""
    given: dict[str, Entry] = {}
    for entry in entries:
        kept: list[str] = []
        for old in dict.fromkeys(entry.old):
            address = old if old.startswith(("/", "http")) else f"/{old}"
            form = plain(address)
            if not old or form == entry.path:
                continue
            if form in live or form in ("/", "/posts", "/search", "/archive", "/tags"):
                entry.notes.left(0, f"its old address {address} is another page's here: no redirect")
            elif form_problem(address) or "?" in address or "#" in address:
                entry.notes.left(0, f"its old address {address} {form_problem(address) or 'has ? or #'}: no redirect")
            elif form in given:
                entry.notes.left(0, f"its old address {address} is that of {given[form].name}, too: no redirect")
            else:
                given[form] = entry
                kept.append(address)
        entry.old = kept
