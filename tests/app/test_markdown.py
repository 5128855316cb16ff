"""Markdown: safe output, figures, code, formulas; mistakes are told with their line."""

from __future__ import annotations

import pytest
from blog.assets import make_asset
from blog.errors import BlogError
from blog.markdown import render

DOT = make_asset("posts/dot.svg", b'<svg viewBox="0 0 40 20"></svg>')
ASSETS = {DOT.name: DOT}


def html(body: str) -> str:
    return render("posts/p.md", 6, body, ASSETS, frozenset({"there"})).html


def test_raw_html_is_text() -> None:
    assert html("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"


def test_script_addresses_are_no_links() -> None:
    assert "<a" not in html("[x](javascript:alert(1))")


def test_an_image_alone_is_a_figure() -> None:
    assert html('![A dot](dot.svg "One **dot**.")') == (
        f'<figure><img src="{DOT.path}" alt="A dot" loading="lazy" width="40" height="20">'
        "<figcaption>One <strong>dot</strong>.</figcaption></figure>\n"
    )


def test_code_is_highlighted_and_escaped() -> None:
    assert html("```python\nx = 1 < 2\n```") == (
        '<pre class="code" tabindex="0" data-language="python"><code><span class="n">x</span> <span class="o">=</span> '
        '<span class="mi">1</span> <span class="o">&lt;</span> <span class="mi">2</span>\n</code></pre>\n'
    )
    assert html("```\n<b>\n```") == '<pre class="code" tabindex="0"><code>&lt;b&gt;\n</code></pre>\n'


def test_formulas_are_mathml() -> None:
    assert html("$x$") == (
        '<p><math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><mrow><mi>x</mi></mrow></math></p>\n'
    )
    assert html("$$\nx\n$$").startswith(
        '<div class="formula"><math xmlns="http://www.w3.org/1998/Math/MathML" display="block"'
    )
    assert html("It costs $5 and $6.") == "<p>It costs $5 and $6.</p>\n"


def test_a_formula_holds_no_html() -> None:
    shown = html("$\\text{<script>x</script>} < 1$")
    assert "<mtext>&lt;script&gt;x&lt;/script&gt;</mtext>" in shown
    assert "<mo>&lt;</mo>" in shown
    assert "javascript" not in html("$\\href{javascript:alert(1)}{x}$")


def test_tables_align_by_class_because_the_policy_forbids_style() -> None:
    shown = html("| a |\n|--:|\n| 1 |")
    assert '<th class="right">a</th>' in shown
    assert "style=" not in shown


def test_a_first_level_heading_is_demoted() -> None:
    assert html("# One") == "<h2>One</h2>\n"


def test_text_is_for_the_search() -> None:
    assert render("p", 1, "A *b* [c](/) `d`\n\n## E\n\n$x^2$", {}, frozenset()).text == "A b c d E x^2"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("\n\n![A](gone.svg)", 'posts/p.md:8: there is no image "gone.svg" beside the post in posts/'),
        ("![ ](dot.svg)", 'posts/p.md:6: the image "dot.svg" has no description; write ![what it shows](dot.svg)'),
        ("a\n\n[x](/posts/gone#y)", "posts/p.md:8: links to /posts/gone, and there is no such post"),
        (
            "text\n\n```pyhton\n```",
            'posts/p.md:8: unknown language "pyhton" of a code block; leave it out or see pygments.org',
        ),
        ("\n$$\n\\left(x\n$$", "posts/p.md:7: the formula is not LaTeX (extra left or missing right): \\left(x"),
        ("$\\alhpa$", "posts/p.md:6: the formula is not LaTeX (unknown command \\alhpa): \\alhpa"),
    ],
)
def test_refuses(body: str, message: str) -> None:
    with pytest.raises(BlogError) as caught:
        html(body)
    assert str(caught.value) == message
