"""What the import makes of constructs of Jekyll, Quarto and Pandoc, one text each."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import DOT, serve
from importing.report import Report
from rendering.errors import UserError
from test_import import make, move

HEAD = "---\ntitle: T\ndate: 2020-01-02\n---\n"
SETTINGS = {"jekyll": ("_config.yml", "_posts/2020-01-02-t.md"), "quarto": ("_quarto.yml", "posts/t.qmd")}


def body_of(root: Path, tmp_path: Path, generator: str, text: str, **files: str) -> tuple[str, Report]:
    """Move one text in, render it, and return its body here."""
    config, name = SETTINGS[generator]
    report = move(root, make(tmp_path / "old", {config: "title: x\n", name: HEAD + text, "d.svg": DOT, **files}))
    assert serve(root).get("/posts/t").status_code == 200
    found = [*root.glob("posts/t.md"), *root.glob("posts/t/index.md")]
    return found[0].read_text().partition("\n---\n")[2].strip(), report


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% include JB/setup %}\n\nText.", "Text."),
        ("Text.\n\n{% for p in site.posts %}\n{{ p.title }}\n{% for q in p %}x{% endfor %}\n{% endfor %}", "Text."),
        ("Text.\n{{ page.custom }}", "Text."),
        ("[a]({{ site.github.url }}/) x.", "[a](/) x."),
        ("Nice :tada: :camel: `:x:` 10:30:45.", "Nice 🎉 `:camel:` `:x:` 10:30:45."),
        ("A Vec<T> here.", "A Vec`<T>` here."),
        ("Text <d-cite key=a>x</d-cite>.", "Text x."),
        ("Text.\n\n<form action=x><input name=a></form>", "Text."),
        ("Text.\n\n<svg viewBox='0 0 1 1'><path d=''/></svg>", "Text."),
        ("Text **bold ** and ** bold**.", "Text **bold** and **bold**."),
        ("# Why so?\n\n[a](#Why-so) [b](#gone) Text.", "# Why so?\n\n[a](#why-so) b Text."),
        ("[![words](https://e.example/a.png)](https://e.example)", "[words](https://e.example)"),
        (
            'Text.\n{: .centre}\n\n[x](https://e.example){:target="_blank"} {:.2f}',
            "Text.\n\n\n[x](https://e.example) {:.2f}",
        ),
        (
            "<figure>\n<figcaption>\nAt $x_1$.\n</figcaption>\n</figure>",
            "<figure>\n<figcaption>\n\n\nAt $x_1$.\n\n\n</figcaption>\n</figure>",
        ),
        ("[a](ftp://e.example/x) Text.", "a Text."),
        ("[a](You and me) Text.", "a Text."),
        ("![a][r] ![r]\n\n[r]: https://e.example/a.png", "[a][r] [r][r]\n\n[r]: https://e.example/a.png"),
        ("It is $ z_0$ and $x^2 $ for $5 and $6.", "It is $z_0$ and $x^2$ for $5 and $6."),
        ("<div>\nx\n</div>\n## Head\n\nText.", "<div>\nx\n</div>\n\n## Head\n\nText."),
        ("[a]({% post_url 2020-01-01-gone %}) Text{% mn %}aside{% endmn %}.", "a Text (aside)."),
        ('{% figure "/d.svg", "A dot", "left" %}One *dot*.{% endfigure %}', '![A dot](d.svg "One *dot*.")'),
        ("As {% cite ada2020 bob --file x.bib %} say.", "As (Ada 2020; bob) say."),
        ("[a\nb](#gone) Text.", "a\nb Text."),
        (
            "<div>\n[x](https://e.example) **b**\n</div>",
            '<div>\n<a href="https://e.example">x</a> <strong>b</strong>\n</div>',
        ),
        ("A (b)**x**. An **agent** and **it **word.", "A (b)**x**. An **agent** and **it** word."),
        ("|a|b|\n|---+---|\n|c|d|\n\nA.", "|a|b|\n|---|---|\n|c|d|\n\nA."),
        (
            "A.\n\n{% codeblock Title lang:ruby %}\nputs 1\n## no\n{% endcodeblock %}",
            "A.\n\n\n```ruby\nputs 1\n## no\n```",
        ),
        ("A.\n\n{{< high rust >}}\nVec<T, U>\n{{< /high >}}", "A.\n\n\n```rust\nVec<T, U>\n```"),
        (":::Note My title\nText.\n:::\n\nA.", "::: note My title\nText.\n:::\n\nA."),
        ('<p>A <span style={{wordBreak: "keep-all"}}>x</span></p>', "<p>A <span>x</span></p>"),
        ("<div style='display:none'>a<div>b</div>c</div>\n\nText.", "Text."),
        ('{% include image.html\n  img="/d.svg"\n  caption="Dot"\n%}\n\nText.', '![Dot](d.svg "Dot")\n\nText.'),
        ('A.\n\n{{< code-rust "x" >}}\nVec<T, U>\n{{< /code-rust >}}', "A.\n\n\n```rust\nVec<T, U>\n```"),
        ("import T, { U } from '@theme/T';\n\n<TOCInline />\n\nText.", "Text."),
        (
            '{% include image.html img="/d.svg" caption="By\n  [Ada](https://e.example)." %}\n\nText.',
            '![By Ada.](d.svg "By\n  [Ada](https://e.example).")\n\nText.',
        ),
        ('A {{< link "https://e.example/" "word" >}}.', "A [word](https://e.example/)."),
        ("[youtube http://e.example/x?v=1] Text.", "[youtube](http://e.example/x?v=1) Text."),
        ('A <a href="https://e.example/b"></a>.', 'A <a href="https://e.example/b">https://e.example/b</a>.'),
        ("[gist:id=eaf8] Text.", "[gist](https://gist.github.com/eaf8) Text."),
        ("a|b|c\n---|---\n1|2|3\n\nA.", "a|b|c\n---|---|---\n1|2|3\n\nA."),
        ("##\u00a0Stats\n\nText.", "## Stats\n\nText."),
        ("![a]](https://e.example/x.png) Text.", "[a](https://e.example/x.png) Text."),
        (
            "Text [a][1].\n[1]: https://e.example/x\n[2]: https://e.example/y\nSo.",
            "Text [a][1].\n\n[1]: https://e.example/x\n\n[2]: https://e.example/y\nSo.",
        ),
        (
            "See <https://e.example/a.b>, <sys/types.h>, <App.app> and <a@b.example>.",
            "See <https://e.example/a.b>, `<sys/types.h>`, `<App.app>` and <a@b.example>.",
        ),
        ("<br/>\n# Head\n\nText.", "<br/>\n\n# Head\n\nText."),
        (
            "<br/>\nA:\n```python\nx\n```\n\n<br/>\n# Head\n\nText.",
            "<br/>\n\nA:\n```python\nx\n```\n\n<br/>\n\n# Head\n\nText.",
        ),
        ("##Head\n\nText ##x.", "## Head\n\nText ##x."),
        ("**always **word and **b** c **d**.", "**always** word and **b** c **d**."),
        ("He said ``so it is'' and `so' too.", "He said \"so it is\" and 'so' too."),
        ("> [!question] Why\n> Text.\n\nA.", "> [!NOTE]\n> **Why**\n>\n> Text.\n\nA."),
        ("> [!NOTE]\n> Text.\n\nA.", "> [!NOTE]\n> Text.\n\nA."),
        ("> [!danger]\n> Text.\n\nA.", "> [!CAUTION]\n> Text.\n\nA."),
        ("A Map<K, V> and <assert.h> `<K, V>`.", "A Map`<K, V>` and `<assert.h>` `<K, V>`."),
        ("Text \\<some\\> and *\\<any API\\>*.", "Text \\<some\\> and *\\<any API\\>*."),
        ('<div style="display:none">secret</div>\n\nText.', "Text."),
        ('<div markdown="1">\n## Head\nText *it*.\n</div>', '<div markdown="1">\n\n## Head\nText *it*.\n</div>'),
        (
            "<details><summary>\n##### Head\n</summary>\n\nText.\n\n</details>",
            "<details><summary>\n\n##### Head\n</summary>\n\nText.\n\n</details>",
        ),
        ("<br />\nText \\_x.", "<br />\n\nText \\_x."),
        ("<div>\nIt is *so*\n</div>", "<div>\nIt is <em>so</em>\n</div>"),
        ("[](#) [](https://e.example) Text.", "Text."),
        ('{% include image.html src="/d.svg"\n  alt="A dot" width="100%" %}\n\nText.', "![A dot](d.svg)\n\nText."),
        ("$L\\_{i} = \\\\{1\\\\}$ and $\\text{a\\_b}$ Text.", "$L_{i} = \\{1\\}$ and $\\text{a\\_b}$ Text."),
        ("$a[x](y_1)$ and $$\\text{<b>}_{{x}}$$ Text.", "$a[x](y_1)$ and $$\\text{<b>}_{{x}}$$ Text."),
    ],
)
def test_jekyll(root: Path, tmp_path: Path, text: str, expected: str) -> None:
    try:
        body, _ = body_of(root, tmp_path, "jekyll", text)
    except UserError:  # Rejected by the renderer, as it should: what counts is that the text is as it was.
        body = (root / "posts" / "t.md").read_text().partition("\n---\n")[2].strip()
    assert body == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```{=html}\n<p>Hi.</p>\n```", "<p>Hi.</p>"),
        ("```{=latex}\n\\x\n```\nText.", "Text."),
        ("::: columns\n::: {.column}\nText.\n:::\n:::", "Text."),
        ('::: {.content-hidden when-format="html"}\nNo.\n:::\n\nText.', "Text."),
        ("::: callout-note\nText.\n:::", "::: {.callout-note}\nText.\n:::"),
        ("{{< fa rocket >}} Text {{< kbd Ctrl-C >}}.", "Text <kbd>Ctrl-C</kbd>."),
        ("H~2~O and x^2^ [[Other]].", "H<sub>2</sub>O and x<sup>2</sup> Other."),
        ("As [@ada2020; @bob] say in @fig-x.", "As (Lovelace 2020; bob) say in the figure."),
        ("As @ada2020 and @bob:2021 say to @ada.", "As Lovelace (2020) and Bob (2021) say to @ada."),
        ("| a |\n|---|\n| c |\n\n: My caption {#tbl-x}\n\nText.", "| a |\n|---|\n| c |\n\n\nMy caption\n\nText."),
        ("Term\n\n: def\n\nText.", "Term\n\n: def\n\nText."),
        ("$$\nx\n$$ {#eq-x}\n\nText.", "$$\nx\n$$\n\nText."),
        ("```{tikz}\nx\n```\nText.", "```text\nx\n```\nText."),
    ],
)
def test_quarto(root: Path, tmp_path: Path, text: str, expected: str) -> None:
    bib = "@article{ada2020,\n author = {Lovelace, Ada and Other},\n year = {2020}\n}\n"
    body, _ = body_of(root, tmp_path, "quarto", text, **{"refs.bib": bib})
    assert body == expected
