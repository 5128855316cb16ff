r"""Where formulas are in Markdown: as for kramdown, Pandoc, Hugo, GitHub and Jupyter; and what is none."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from formula_structure import structure
from rendering.errors import Problems, UserError
from rendering.markdown import render

FORMULA = re.compile(r"<math .*?</math>", re.DOTALL)


def shown(body: str) -> str:
    """The HTML, with `[…]` for an inline formula and `{…}` for a displayed one."""

    def said(math: re.Match[str]) -> str:
        edges = "{}" if 'display="block"' in math[0] else "[]"
        return edges[0] + structure(ElementTree.fromstring(math[0])) + edges[1]

    problems = Problems()
    html = render("posts/p.md", 6, body, {}, problems).html
    problems.check()
    return FORMULA.sub(said, html).replace(' class="formula" tabindex="0"', "").replace("\n", "")


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("Is $a_b$.", "<p>Is [msub(a,b)].</p>"),
        ("The $n$th, $k$-means, ($x$) and **$y$**", "<p>The [n]th, [k]-means, ([x]) and <strong>[y]</strong></p>"),
        ("Energy $ E = mc^2 $ here.", "<p>Energy [E=mmsup(c,2)] here.</p>"),
        (r"a 2$\beta$ return; $ 1 + \beta$", "<p>a 2[β] return; [1+β]</p>"),
        ("With $$a_b$$ in a sentence.", "<p>With [msub(a,b)] in a sentence.</p>"),
        ("As GitHub: $`a_b`$.", "<p>As GitHub: [msub(a,b)].</p>"),
        (r"Inline \(a_b\) and \\(c\\).", "<p>Inline [msub(a,b)] and [c].</p>"),
        (r"Two: \\(h\_t = \\frac{a}{b}\\), \\(1/n\\)", "<p>Two: [msub(h,t)=mfrac(a,b)], [1/n]</p>"),
        (r"$\text{if $x$ and } y$", "<p>[ifxandy]</p>"),
        (r"$a \$ b$", "<p>[a$b]</p>"),
        ("$$\nx\n$$", "<div>{x}</div>"),
        ("$$ x $$", "<div>{x}</div>"),
        ("```math\nx\n```", "<div>{x}</div>"),
        ("$$x\n+ y$$", "<div>{x+y}</div>"),
        ("$$ x $$.", "<div>{x.}</div>"),
        ("$$\na\n\n+ b\n$$", "<div>{a+b}</div>"),
        ("The law is\n$$\nE = m\n$$\nas said.", "<p>The law is</p><div>{E=m}</div><p>as said.</p>"),
        ("The law is $$\nE = m\n$$\nas said.", "<p>The law is <span>{E=m}</span>as said.</p>"),
        ("One $$\na\n$$\nand\n$$\nb\n$$", "<p>One <span>{a}</span>and</p><div>{b}</div>"),
        ("$$a$$ begins.", "<p>[a] begins.</p>"),
        (r"As $$\begin{gather}a\end{gather}$$ has", "<p>As <span>{mtable(mtr(mtd(a)))}</span> has</p>"),
        ("- item\n  $$\n  x\n  $$", "<ul><li>item<div>{x}</div></li></ul>"),
        ("> said\n> $$\n> x\n> $$", "<blockquote><p>said</p><div>{x}</div></blockquote>"),
        ("\\[\na_b\n\\]", "<div>{msub(a,b)}</div>"),
        ("\\\\[\na_b\n\\\\]", "<div>{msub(a,b)}</div>"),
        (r"\[ a_b = c \]", "<div>{msub(a,b)=c}</div>"),
        (r"So \[ a_b = c \] holds.", "<p>So <span>{msub(a,b)=c}</span> holds.</p>"),
        (
            "Text\n\\begin{align}\na &= b\n\\end{align}\nmore",
            "<p>Text</p><div>{mtable(mtr(mtd(a)mtd(=b)))}</div><p>more</p>",
        ),
        (r"So \begin{align*}a &= b\end{align*} holds.", "<p>So <span>{mtable(mtr(mtd(a)mtd(=b)))}</span> holds.</p>"),
        (
            "| a |\n|---|\n| $x$ |",
            '<table tabindex="0"><thead><tr><th>a</th></tr></thead><tbody><tr><td>[x]</td></tr></tbody></table>',
        ),
        ("$\\newcommand{\\R}{\\mathbb{R}}$\n\n$x \\in \\R$", "<p></p><p>[x∈R]</p>"),
    ],
)
def test_is_a_formula(body: str, html: str) -> None:
    assert shown(body) == html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("It costs $5 and $6.", "<p>It costs $5 and $6.</p>"),
        ("It costs $5-$6, $ 5 and $ 6.", "<p>It costs $5-$6, $ 5 and $ 6.</p>"),
        ("5$ and 6$, US$ and A$", "<p>5$ and 6$, US$ and A$</p>"),
        ("between $HOME and $PATH", "<p>between $HOME and $PATH</p>"),
        ("`$x$` and `$$y$$`", "<p><code>$x$</code> and <code>$$y$$</code></p>"),
        ("$5 for `a$b`", "<p>$5 for <code>a$b</code></p>"),
        (r"\$x\$", "<p>$x$</p>"),
        (r"\[citation needed\] and \(sic\) \[1\]", "<p>[citation needed] and (sic) [1]</p>"),
        (r"\[CVE-2025-0938\] \[r\]ead \(and/or\) \(foo_bar\)", "<p>[CVE-2025-0938] [r]ead (and/or) (foo_bar)</p>"),
        ("    $$\n    x\n    $$", '<pre class="code" tabindex="0"><code>$$x$$</code></pre>'),
        ("```\n$$\nx\n$$\n```", '<pre class="code" tabindex="0"><code>$$x$$</code></pre>'),
    ],
)
def test_is_none(body: str, html: str) -> None:
    assert shown(body) == html


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("a\n$\\alhpa$", r"posts/p.md:7: the formula is not LaTeX (unknown command \alhpa): \alhpa"),
        ("text\n\n$$\n\\left(x\n$$", r"posts/p.md:8: the formula is not LaTeX (Expected '\right', got 'EOF'): \left(x"),
        (
            "a\n\nsee $\\eqref{gone}$",
            r"posts/p.md:8: refers to the formula gone, and no row of a formula has this \label",
        ),
    ],
)
def test_refuses_with_its_line(body: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        shown(body)
    assert str(caught.value) == message


def test_a_formula_without_an_end_is_not_looked_for_for_ever() -> None:
    with pytest.raises(UserError) as caught:
        shown("$$\nx\n" * 3_001)
    # All but the last pair.
    assert [problem.line for problem in caught.value.problems] == [6006]
