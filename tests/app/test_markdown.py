"""Markdown: safe output, figures, code, formulas; mistakes are told with their line."""

from __future__ import annotations

import pytest

from rendering.assets import Asset
from rendering.document import Link
from rendering.errors import Problems, UserError
from rendering.markdown import Rendered, render

DOT = Asset("posts/dot.svg", "/static/posts/dot.0123456789.svg", (40, 20))
SKY = Asset(
    "posts/sky.png",
    "/static/posts/sky.b.png",
    (1472, 100),
    ((736, 50, "/static/posts/sky.a.png"), (1472, 100, "/static/posts/sky.b.png")),
)
DATA = Asset("posts/data.csv", "/static/posts/data.0123456789.csv")
ASSETS = {"dot.svg": DOT, "sky.png": SKY, "data.csv": DATA}


def rendered(body: str) -> Rendered:
    problems = Problems()
    result = render("posts/p.md", 6, body, ASSETS, problems)
    problems.check()
    return result


def html(body: str) -> str:
    return rendered(body).html


def test_an_image_alone_is_a_figure() -> None:
    assert html('![A dot](dot.svg "One **dot**.")') == (
        f'<figure><img src="{DOT.address}" alt="A dot" loading="lazy" decoding="async" width="40" height="20">'
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
        '<p><math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><mi>x</mi></math></p>\n'
    )
    assert html("$$\nx\n$$").startswith('<div class="formula" tabindex="0"><math display="block" class="tml-display"')
    assert html("It costs $5 and $6.") == "<p>It costs $5 and $6.</p>\n"


def test_a_formula_holds_no_html() -> None:
    shown = html("$\\text{<script>x</script>} < 1$")
    assert "<mtext>&lt;script&gt;x&lt;/script&gt;</mtext>" in shown
    assert "<mo>&lt;</mo>" in shown


def test_tables_align_by_class_because_the_policy_forbids_style() -> None:
    shown = html("| a |\n|--:|\n| 1 |")
    assert '<th class="right">a</th>' in shown
    assert "style=" not in shown


def test_a_first_level_heading_is_demoted() -> None:
    assert html("# One") == '<h2 id="one">One</h2>\n'


def test_text_is_for_the_search() -> None:
    assert rendered("A *b* [c](/) `d`\n\n## E\n\n$x^2$").text == "A b c d E x^2"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("\n\n![A](gone.svg)", 'posts/p.md:8: there is no image "gone.svg" beside the post'),
        ("![ ](dot.svg)", 'posts/p.md:6: the image "dot.svg" has no description; write ![what it shows](dot.svg)'),
        (
            "a\nb\n[x](gone.csv)",
            (
                'posts/p.md:8: links to "gone.csv", and there is no such file beside it; '
                "a page is linked as /posts/its-name"
            ),
        ),
        (
            "text\n\n```pyhton\n```",
            (
                'posts/p.md:8: unknown language "pyhton" of a code block; '
                "write ```text, or a name of pygments.org/languages"
            ),
        ),
        ("\n$$\n\\left(x\n$$", "posts/p.md:7: the formula is not LaTeX (Expected '\\right', got 'EOF'): \\left(x"),
        ("$\\alhpa$", "posts/p.md:6: the formula is not LaTeX (unknown command \\alhpa): \\alhpa"),
    ],
)
def test_refuses(body: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        html(body)
    assert str(caught.value) == message


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(UserError) as caught:
        html("![A](gone.svg)\n\n$\\alhpa$\n\n![](dot.svg)")
    assert [(problem.line, problem.text.partition(" ")[0]) for problem in caught.value.problems] == [
        (6, "there"),
        (8, "the"),
        (10, "the"),
    ]


def test_a_picture_is_offered_in_its_sizes_and_can_be_shared() -> None:
    result = rendered("![The sky](./sky.png)")
    assert result.html == (
        '<figure><img src="/static/posts/sky.b.png" alt="The sky" '
        'srcset="/static/posts/sky.a.png 736w, /static/posts/sky.b.png 1472w" sizes="(max-width: 46rem) 100vw, 46rem" '
        'loading="lazy" decoding="async" width="1472" height="100"></figure>\n'
    )
    assert result.image == SKY
    assert rendered("![A dot](dot.svg)").image is None


def test_links_within_the_site_are_told_with_their_lines() -> None:
    result = rendered(
        "A\n[b](/posts/x#y)\n\n[c](#d) [e](https://e.example/f) [g](mailto:h@i.example) [data](data.csv)\n\n## D"
    )
    assert result.links == (Link(7, "/posts/x#y"), Link(9, "#d"))
    assert result.ids == {"d"}
    assert f'<a href="{DATA.address}">data</a>' in result.html
