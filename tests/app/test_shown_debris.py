"""The second opinion on debris, by which public blogs are measured, sees what it looks for, and not code."""

from __future__ import annotations

import pytest

from shown_debris import KINDS, hits

SHOWN = {
    "tag": "&lt;div class=x&gt;",
    "comment": "&lt;!-- x",
    "braces": "{{ x }}",
    "template": "{% x %}",
    "shortcode": "[gist:id=1]",
    "begin": "\\begin{align}",
    "dollars": "$$x$$",
    "dollar formula": "at $x_1$",
    "bold": "it is **so**",
    "emoji": "well :tada:",
    "footnote": "note[^1]",
    "wiki link": "[[page]]",
    "picture": "![a](b.png)",
    "box": ":::note",
    "attributes": "{: .class}",
    "heading": "## Head",
    "table": "a|b\n|---|---|",
    "escape": "a \\_b",
}


@pytest.mark.parametrize("kind", SHOWN)
def test_what_readers_would_see_is_found(kind: str) -> None:
    assert kind in {hit.kind for hit in hits(f"<p>{SHOWN[kind]}</p>")}
    assert list(hits(f"<p>Good words.</p><pre><code>{SHOWN[kind]}</code></pre>")) == []


def test_title_summary_and_descriptions_are_looked_at_too() -> None:
    found = list(hits('<img src="x" alt="{{ a }}">', title="{{ b }}", summary="{{ c }}"))
    assert [(hit.kind, hit.where) for hit in found] == [("braces", "alt"), ("braces", "title"), ("braces", "summary")]
    assert len(KINDS) == 42
