"""LaTeX to MathML: what is said, by structure; what is refused, by name; and nothing that browsers do not show."""

from __future__ import annotations

import re

import pytest

from conftest import APP
from formula_list import OF_OUR_OWN, SAME_AS_KATEX
from formula_structure import katex, ours
from rendering.formulas import FormulaError, Formulas
from rendering.formulas_engine import MHCHEM, TEMML
from rendering.formulas_style import CLASSES, STEPS

NPM = APP.parent / "node_modules"


def error(source: str) -> str:
    with pytest.raises(FormulaError) as caught:
        Formulas().to_mathml(source, "block")
    return str(caught.value)


@pytest.mark.parametrize("source", SAME_AS_KATEX)
def test_says_the_same_as_katex(source: str) -> None:
    assert ours(source) == katex(source)


@pytest.mark.parametrize(("source", "said"), OF_OUR_OWN.items())
def test_says_what_authors_mean(source: str, said: str) -> None:
    assert ours(source) == said


@pytest.mark.parametrize("source", [*SAME_AS_KATEX, *OF_OUR_OWN])
def test_has_only_what_browsers_and_the_style_sheet_show(source: str) -> None:
    shown = Formulas().to_mathml(source, "block")
    assert not re.search(r"\sstyle=|href=|mathvariant=\"(?!normal)|columnalign|linebreak", shown)
    rules = (APP / "static/formulas.css").read_text()
    ours_only = {name for names in re.findall(r'class="([^"]*)"', shown) for name in names.split() if name[:2] == "f-"}
    assert {name for name in ours_only if not re.search(rf"\.{name}(?![\w-])", rules)} == set()


def test_every_class_has_a_rule() -> None:
    rules = (APP / "static/formulas.css").read_text()
    sides = ("padding-left", "padding-right", "padding-top", "padding-bottom", "margin-left")
    names = {*CLASSES.values(), *(f"f-{side}-{step}" for side in sides for step in STEPS)}
    assert {name for name in names if not re.search(rf"\.{name}(?![\w-])", rules)} == set()


def test_columns_stand_where_latex_puts_them() -> None:
    def classes(source: str) -> list[str]:
        cells = re.findall(r"<mtd(?: class=\"([^\"]*)\")?", Formulas().to_mathml(source, "block"))
        return [
            " ".join(name for name in cell.split() if name.startswith(("tml-", "f-bottom", "f-right")))
            for cell in cells
        ]

    assert classes(r"\begin{align} a &= b \\ &= c \end{align}") == ["tml-right", "tml-left"] * 2
    assert classes(r"\begin{cases} 1 & x \\ 0 & y \end{cases}") == ["tml-left"] * 4
    assert classes(r"\begin{array}{l|r} a & b \\ \hline c & d \end{array}") == [
        "tml-left f-bottom-solid f-right-solid",
        "tml-right f-bottom-solid",
        "tml-left f-right-solid",
        "tml-right",
    ]


def test_bold_and_other_alphabets_are_letters_of_unicode() -> None:
    source = r"\boldsymbol{1}\boldsymbol{\theta}\bm{x}\mathbf{\hat{x}}{\bf x}\mathbb{1}\mathtt{ab}"
    shown = Formulas().to_mathml(source, "inline")
    assert re.findall("[\U0001d400-\U0001d7ff]", shown) == list("𝟏𝜽𝒙𝐱𝐱𝟙𝚊𝚋")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (r"\alhpa", r"unknown command \alhpa"),
        (r"\cf{H2O} + \SI{3}{m} + \abs{x}", r"unknown commands \cf, \SI, \abs"),
        (r"\ce{\SI{3}{m}}", r"unknown command \SI"),
        (r"\ce{H2O", "Unexpected end of input in a macro argument, expected '}'"),
        (r"\ce{\href{https://a.example}{x}}", r"unknown command \href"),
        (r"\begin{foo} \baz \end{foo}", r"unknown command \baz; unknown environment foo"),
        (r"\left(x", r"Expected '\right', got 'EOF'"),
        (r"a & b", "a & outside of aligned, cases, array and the like"),
        (r"\left\{ a \\ b \right.", r"no browser shows \\ within { } or \left \right; write \begin{aligned} there"),
        (r"x^2^3", "Double superscript"),
        (r"\class{a}{b}", r'Function "\class" is not trusted'),
        (r"\href{https://a.example}{x}", r"unknown command \href"),
        (r"\newcommand{\x}[2][a]{#1#2}", r"\newcommand{\x} has an argument with a default; write one macro without it"),
        (r"\newcommand{\x}{a", r"\newcommand{\x} without its last }"),
        (r"\fcolorbox{red}{blue}{x}", "no browser shows the style border:0.0667em solid #ff0000"),
        (r"\mathrlap{x}\hspace{-9em}", "no browser shows a distance of 9.0 em here; 2 em are the most"),
        (r"\begin{align} a \label{x} \\ b \label{x} \end{align}", r"\label{x} is in two rows of this post"),
    ],
)
def test_refuses_by_name(source: str, message: str) -> None:
    assert error(source) == message


@pytest.mark.parametrize(
    "source",
    [
        r"\def\x{\x}\x",
        r"\def\x{\x\x}\x",
        r"\def\x#1{\x{#1#1}}\x{a}",
        r"\def\a{xxxxxxxxxx}\def\b{\a\a\a\a\a\a\a\a\a\a}\def\c{\b\b\b\b\b\b\b\b\b\b}\def\d{\c\c\c\c\c\c\c\c\c\c}\d\d\d\d\d\d\d",
        "{" * 20_000,
        r"\def\a{" + "x" * 500_000 + r"}\def\b{\a\a\a\a\a\a\a\a\a\a\a\a\a\a\a\a\a\a\a\a}\b\b\b\b\b\b\b\b\b\b",
    ],
)
def test_a_macro_that_never_ends_is_an_error_and_the_next_formula_is_not(source: str) -> None:
    assert re.search("never ends|too much time or memory", error(source))
    assert ours("x") == "x"


def test_sizes_have_a_limit() -> None:
    assert 'width="50em"' in Formulas().to_mathml(r"\rule{999999em}{1em}", "block")


def test_macros_hold_to_the_end_of_the_post_and_no_longer() -> None:
    post = Formulas()
    assert post.to_mathml(r"\newcommand{\R}{\mathbb{R}} \DeclareMathOperator{\Var}{Var}", "block") == ""
    assert "\u211d" in post.to_mathml(r"x \in \R, \Var x", "inline")
    assert error(r"\Var") == r"unknown command \Var"


def test_rows_with_a_label_are_numbered_and_referred_to() -> None:
    post = Formulas()
    before = post.to_mathml(r"\eqref{eq:b}", "inline", 3)
    shown = post.to_mathml(r"\begin{align} a &= b \label{eq:a} \\ c &= d \\ e &= f \label{eq:b} \end{align}", "block")
    assert re.findall(r"<mtext>(\(.*?\))</mtext>", shown) == ["(1)", "(2)"]
    inside = post.to_mathml(r"x \text{ by } \eqref{eq:a}", "inline")
    assert post.numbers.refer(before) == ('<a href="#formula-eqb">(2)</a>', [])
    assert "<mtext>(1)</mtext>" in post.numbers.refer(inside)[0]
    assert post.numbers.refer(post.to_mathml(r"\ref{gone}", "inline", 7)) == ("", ["gone"])
    assert post.numbers.lines["gone"] == 7


def test_a_formula_holds_no_html() -> None:
    shown = Formulas().to_mathml(r"\text{<script>x</script>} < 1", "block")
    assert "<mtext>&lt;script&gt;x&lt;/script&gt;</mtext>" in shown
    assert "<mo>&lt;</mo>" in shown


def test_temml_is_the_one_of_package_json() -> None:
    assert TEMML.read_bytes() == (NPM / "temml/dist/temml.min.js").read_bytes()
    assert (TEMML.parent / "LICENSE").read_text() == (NPM / "temml/LICENSE").read_text()
    assert MHCHEM.read_bytes() == (NPM / "temml/contrib/mhchem/mhchem.min.js").read_bytes()


def test_the_font_has_its_licence_beside_it() -> None:
    licence = (NPM / "@fontsource/stix-two-math/LICENSE").read_text()
    assert (APP / "static/math-font-license.txt").read_text() == licence
