"""Links and pictures of Markdown."""

from __future__ import annotations

import re
from urllib.parse import unquote

from importing.entries import Entry
from importing.targets import SCHEME, Targets

# Possessive (*+): a text with many backticks or brackets must not be tried in all ways.
INLINE = re.compile(
    r"""(?P<mark>!?)\[(?P<text>(?:\\.|`[^`]*`|!\[[^\]]*\]\([^()]*\)|\[[^\[\]]*\]|[^\[\]\\]){0,2000}+)\]"""
    r"""\(\s*(?:<(?P<angle>[^<>\n]*)>|(?P<bare>(?:[^\s()]|\([^\s()]*\))*+))(?P<title>\s+(?:"[^"]*"|'[^']*'))?\s*(?:=\S*)?\s*\)"""
)
REFERENCE = re.compile(
    r"^ {0,3}\[(?P<label>[^\]^\n][^\]\n]*)\]:[ \t]*<?(?P<address>[^\s>]+)>?(?P<rest>[^\n]*)$", re.MULTILINE
)
USE = re.compile(r"(?<![!\\\]])\[(?P<text>[^\[\]]{1,500})\](?:\[(?P<label>[^\[\]\n]*)\])?(?![(:])")
SHOWN = re.compile(r"!\[(?P<text>[^\[\]]{0,500})\](?:\[(?P<label>[^\[\]\n]*)\])?(?![(:])")
BLANKS = re.compile(
    r"(?P<mark>!?)\[(?P<text>[^\[\]\n]{1,500})\]"
    r"\([ ]*(?P<address>(?:[^()<>\"'\n]|\([^()\n]*\))*[^()<>\"'\s][ ](?:[^()<>\"'\n]|\([^()\n]*\))*)\)"
)
NOWHERE = "nothing that was moved in has this address, or no page may link to it"


class Links:
    """Rewrites what an entry links and shows; files that it needs are noted in `targets`."""

    def __init__(self, entry: Entry, targets: Targets) -> None:
        self.entry, self.targets, self.notes = entry, targets, entry.notes
        self.dead: set[str] = set()
        self.remote: set[str] = set()

    def use(self, found: re.Match[str], _line: int) -> str:
        """Write a link to a dead reference as its text."""
        label = found["label"] or found["text"]
        return found["text"] if label_of(label) in self.dead else found[0]

    def shown(self, found: re.Match[str], line: int) -> str:
        """Write a picture of another site, named by a reference, as a link."""
        label = found["label"] or found["text"]
        if label_of(label) not in self.remote:
            return found[0]
        self.notes.left(line, f"the picture [{label}] is on another site: a link now; put the file beside the post")
        return f"[{found['text'] or label}][{label}]"

    def blanks(self, found: re.Match[str], line: int) -> str:
        """Rewrite a link whose address has blanks, which others read as one."""
        raw = found["address"].strip()
        if found["mark"]:
            return self._picture(line, found["text"], raw, "")
        new = self.targets.link(self.entry, raw)
        if new is None:
            self.notes.left(line, f"the link to {raw} is taken out: {NOWHERE}")
        return found["text"] if new is None else f"[{found['text']}](<{new}>)"

    def inline(self, found: re.Match[str], line: int) -> str:
        """Rewrite `[text](address)` and `![words](picture)`."""
        raw = found["angle"] if found["angle"] is not None else found["bare"]
        text, title = found["text"], found["title"] or ""
        if found["mark"]:
            return self._picture(line, text, raw, title)
        if "![" in text:
            text = INLINE.sub(lambda inner: self._inner(inner, line), text)
        new = self.targets.link(self.entry, raw) if raw.strip() else None
        if new is None:
            self.notes.left(line, f"the link to {raw} is taken out: {NOWHERE}")
            return text
        if not text.strip():
            text = next((post.title for post in self.targets.by_name.values() if post.path == new), "")
            if not text:
                self.notes.left(line, f"the link to {raw} is taken out: it has no text")
                return ""
        changed = new != raw or text != found["text"] or found["angle"]
        return f"[{text}]({written(new)}{title})" if changed else found[0]

    def _inner(self, found: re.Match[str], line: int) -> str:
        """Write the picture that a link shows; one of another site as its description: a link holds no link."""
        if not found["mark"]:
            return found[0]
        picture = self.inline(found, line)
        return picture if picture.startswith("!") else found["text"].strip() or words_of(found["bare"] or "")

    def _picture(self, line: int, alt: str, raw: str, title: str) -> str:
        words = alt.strip() or title.strip(" \"'")
        if not words:
            words = words_of(raw)
            self.notes.left(line, f"the picture {raw} has no description: write what it shows")
        new = self.file(raw)
        if new:
            return f"![{words}]({written(new)}{title})"
        if SCHEME.match(raw) and not raw.startswith("data:"):
            self.notes.left(line, f"the picture {raw} is on another site: a link now; put the file beside the post")
            return f"[{words}]({written(raw)})"
        self.notes.left(
            line,
            f"there is no picture {raw[:120]}: taken out; put it beside the post, and write ![what it shows](its-name)",
        )
        return f"*{words}*" if re.fullmatch(r"[\w ,.:;()-]+", words) else words

    def file(self, raw: str) -> str | None:
        """Return the name that a file of the former site has beside the text; None where there is none."""
        inside = self.targets.inside(raw.strip())
        if inside is None:
            return None
        return self.targets.file(self.entry, unquote(inside.partition("#")[0].partition("?")[0]))

    def reference(self, found: re.Match[str], line: int) -> str:
        """Rewrite `[label]: address`."""
        raw = found["address"]
        new = self.file(raw) or self.targets.link(self.entry, raw)
        if SCHEME.match(raw):
            self.remote.add(label_of(found["label"]))
        if new is None:
            self.notes.left(line, f"the link to {raw} is taken out: {NOWHERE}")
            self.dead.add(label_of(found["label"]))
            return ""
        return f"[{found['label']}]: {written(new)}{found['rest']}" if new != raw else found[0]


def written(address: str) -> str:
    """Return an address as Markdown has it between parentheses."""
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def label_of(label: str) -> str:
    """Return a reference's label as Markdown compares them."""
    return " ".join(label.casefold().split())


def words_of(address: str) -> str:
    """Return the words of a file's name, in place of a description that is missing."""
    name = re.sub(r"[?#].*$", "", address).rstrip("/").rpartition("/")[2]
    stem = re.sub(r"\.\w{2,5}$", "", name)
    return " ".join(re.sub(r"[^\w]+|_", " ", stem).split()) or "Picture"
