"""What the Markdown of other generators has: supported, or an error with its line (docs/constructs.md)."""

from __future__ import annotations

import pytest

from rendering.assets import Asset
from rendering.errors import Problems
from rendering.markdown import Rendered, render

PICTURE = Asset(
    "posts/a.png", "/static/posts/a.0123456789.png", (40, 20), ((40, 20, "/static/posts/a.0123456789.png"),)
)


def attempt(body: str, title: str = "") -> tuple[Rendered, list[tuple[int, str]]]:
    problems = Problems()
    result = render("posts/p.md", 6, body, {"a.png": PICTURE}, problems, title)
    return result, [(problem.line, problem.text) for problem in sorted(problems.found)]


def html(body: str, title: str = "") -> str:
    result, problems = attempt(body, title)
    assert problems == []
    return result.html


IMG = f'<img src="{PICTURE.address}" alt="A" loading="lazy" decoding="async" width="40" height="20">'


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("H<sub>2</sub>O<br>x<sup>2</sup>", "<p>H<sub>2</sub>O<br>x<sup>2</sup></p>\n"),
        (
            "<details><summary>More</summary>\n\nHidden *text*.\n\n</details>",
            "<details><summary>More</summary><p>Hidden <em>text</em>.</p>\n</details>",
        ),
        (
            '<figure><img src="a.png" alt="A"><figcaption>Caption</figcaption></figure>',
            f"<figure>{IMG}<figcaption>Caption</figcaption></figure>",
        ),
        ('<img src="a.png" alt="A" width=50% style="float:left">', f"<figure>{IMG}</figure>\n"),
        (
            '<center><a href="https://e.example/" target="_blank">x</a></center>',
            '<div><a href="https://e.example/">x</a></div>',
        ),
        ('<a name="old"></a>Text', '<p><a id="old"></a>Text</p>\n'),
        (
            "a <kbd>Ctrl</kbd> <abbr title='x'>y</abbr> <mark>z</mark>",
            '<p>a <kbd>Ctrl</kbd> <abbr title="x">y</abbr> <mark>z</mark></p>\n',
        ),
        ("Text.\n\n<!-- TODO ask Ada\nabout *this* -->\n\nMore. <!-- x -->", "<p>Text.</p>\n<p>More. </p>\n"),
        ("<!-- a --> b *c*", "<p> b <em>c</em></p>\n"),
        ("<code>{{ x }}</code>", "<p><code>{{ x }}</code></p>\n"),
    ],
)
def test_safe_html(body: str, shown: str) -> None:
    assert html(body) == shown


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("a\n\n<script>alert(1)</script>", 8, "<script>: pages have no scripts"),
        ('<iframe src="https://www.youtube.com/embed/x"></iframe>', 6, "[what it is](https://www.youtube.com/embed/x)"),
        ("<style>p{}</style>", 6, "app/static/style.css"),
        ("<svg><circle/></svg>", 6, "![what it shows](figure.svg)"),
        ("a <h2>Head</h2>", 6, "## Heading"),
        ("<h2>Head\n\n", 6, "a heading is not closed"),
        ("Vec<T> is", 6, "<t> is no tag that a post may have"),
        ('<a onclick="x()">x</a>', 6, "take onclick out"),
        ('<div style="display: none">x</div>', 6, "is hidden"),
        ("<details>\n\nx", 6, "<details> is not closed"),
        ("x</sub>", 6, "</sub> closes no <sub>"),
        ("a *b <sub>c*\n\nd</sub>", 6, "<sub> is not closed"),
        ('<img src="a.png">', 6, "has no description"),
        ('<img src="https://e.example/a.png" alt="A">', 6, "put it beside the post"),
        ("<div>\n<a href='gone.csv'>x</a></div>", 6, "there is no such file beside it"),
        ("<?php x ?>", 6, "is not run"),
        ("<!-- a\n\nb", 6, "a comment without an end"),
        ("[x](javascript:alert(1))", 6, "no link"),
        ("<a href='javascript:alert(1)'>x</a>", 6, "an address may begin with http, https, mailto, tel"),
    ],
)
def test_other_html_is_refused(body: str, line: int, words: str) -> None:
    _, problems = attempt(body)
    assert [(found, words in text) for found, text in problems][:1] == [(line, True)], problems


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ('x\n\nSee [part 2]({{ url_for("post", name="two") }}).', 8, "write [text](/posts/its-name)"),
        ('{{< figure src="a.png" >}}', 6, "write ![what it shows](figure.png"),
        ("[three]({% post_url 2020-01-01-x %})", 6, "write [text](/posts/its-name)"),
        ("{% highlight python %}\nx\n{% endhighlight %}", 6, "between two lines ```"),
        ("{{% youtube id %}}", 6, "write a link"),
        ("a\nb {{ site.title }}", 7, "a template expression is not run"),
        ("\\{\\{ x \\}\\}", 6, "a template expression is not run"),
        ("[x](/posts/{{name}})", 6, "a template expression"),
        ("a $$ b", 6, "$$"),
        ("\\begin{foo}\nx\n\\end{foo}", 6, "between two lines $$"),
        ("See \\cite{a}.", 6, "write the reference out"),
        ("::: sidebar\nx\n:::", 6, "a box is ::: note"),
        ("::: {.content-visible when-format=pdf}\nx\n:::", 6, "a box is ::: note"),
        ("> [TOC]", 6, "a table of contents is [TOC] on a line of its own"),
        ("See [@ada2020] and", 6, "a citation is not looked up"),
        ("See @fig-one.", 6, "a cross-reference is not looked up"),
        ("[[Other page]]", 6, "a wiki link"),
        ("Note[^1].", 6, "a footnote without a text"),
        ("[a](b c.html)", 6, "written [text](<the address>)"),
        ("[a][b]", 6, "no line [name]: address"),
        ("H~2~O", 6, "<sub>2</sub>"),
        ("x^2^", 6, "<sup>2</sup>"),
        ("==marked==", 6, "<mark>"),
        (":tada: done", 6, "write the emoji itself"),
        ("```{=html}\n<b>\n```", 6, "a block of raw html"),
        ("**bold **x", 6, "bold is **bold**"),
        ("\\*\\*bold\\*\\*", 6, "without backslashes"),
        ("\\[x\\](https://e.example)", 6, "without backslashes"),
        ('![A](a.png "a {{ b }}")', 6, "a template expression"),
        ('![A](a.png "a <b>c</b>")', 6, "HTML or a picture in a caption"),
    ],
)
def test_what_readers_would_see_as_it_is_written(body: str, line: int, words: str) -> None:
    _, problems = attempt(body)
    assert [(found, words in text) for found, text in problems][:1] == [(line, True)], problems


@pytest.mark.parametrize(
    "body",
    [
        "`{{ x }}` and `$$`",
        "```text\n{{ x }} {% y %} <!-- z --> \\begin{a} $$\n```",
        "    {{ x }} <div>",
        "&lt;div&gt; is shown",
        "Fig. 2(c), 20 (C) and (r), a:b:c, 10:30:15, std::vector, C:\\dir, 2 < 3 and 4 > 1",
        "a\\[0\\]\\[1\\], \\*\\*kwargs and \\*\\*more, it costs $5 and $6",
        "mail ada@example.org, or @ada",
        "sudo --help, x == y, a || b",
        "2**3 is 8, and 0.45** is significant (**: p < 0.01)",
        "~5 of ~10, ~/bin:~/x, ~5-~10, C:\\sum_dir",
        "a video: [video](https://e.example) [video of it] \\[\\[1\\], \\[2\\]\\]",
        "[[1, 2],[3, 4]] and \\[\\[F, F\\]\\[\\[F\\]",
        "*nix and *bsd, char *p, *q, <i>f</i>(\\*p)",
        "<p>\u00af\\_(\u30c4)_/\u00af</p>",
        "![`x[0][1]` of C:\\dir](a.png)",
        "<table><tr><td># of stars</td></tr></table>",
        "What is this?\n\n???\n\n!!!",
        "from $5_000 to $6_000, US$ and A$",
    ],
)
def test_what_is_no_debris(body: str) -> None:
    html(body)


def test_a_description_is_read_aloud() -> None:
    shown = html("![`x()`, <kbd>y</kbd>, *z* and $a$](a.png)")
    assert shown == f"<figure>{IMG.replace('A', 'x(), y, z and a')}</figure>\n"


def test_parentheses_are_no_signs() -> None:
    assert html("Fig. 2(c), 20 (C) and (r) (tm).") == "<p>Fig. 2(c), 20 (C) and (r) (tm).</p>\n"


def test_dashes_and_quotes() -> None:
    shown = html('a -- b --- c, 1--2, --help, <i>"d"</i>...')
    assert shown == "<p>a \u2013 b \u2014 c, 1\u20132, --help, <i>\u201cd\u201d</i>\u2026</p>\n"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            "https://example.org/a_b and www.example.org",
            (
                '<p><a href="https://example.org/a_b">https://example.org/a_b</a> and '
                '<a href="http://www.example.org">www.example.org</a></p>\n'
            ),
        ),
        (
            "> [!NOTE]\n> As on GitHub.",
            '<div class="admonition note">\n<p class="admonition-title">Note</p>\n<p>As on GitHub.</p>\n</div>\n',
        ),
        (
            '!!! note "Title"\n    inside',
            '<div class="admonition note">\n<p class="admonition-title">Title</p>\n<p>inside</p>\n</div>\n',
        ),
        (
            "::: {.callout-tip}\ninside\n:::",
            '<div class="admonition tip">\n<p class="admonition-title">Tip</p>\n<p>inside</p>\n</div>\n',
        ),
        (
            "::: warning Take care\ninside\n:::",
            '<div class="admonition warning">\n<p class="admonition-title">Take care</p>\n<p>inside</p>\n</div>\n',
        ),
        ("::: {.column-margin}\ninside\n:::", "<div>\n<p>inside</p>\n</div>\n"),
        ("Term\n: def", "<dl>\n<dt>Term</dt>\n<dd>def</dd>\n</dl>\n"),
        ("text\n{: .note}", "<p>text</p>\n"),
        ("text\n\n{: .note}", "<p>text</p>\n"),
        ('[x](https://e.example){:target="_blank"} y', '<p><a href="https://e.example">x</a> y</p>\n'),
        ("![A](a.png){width=50%}", f"<figure>{IMG}</figure>\n"),
        ("## Head {#own-id}", '<h2 id="own-id">Head</h2>\n'),
    ],
)
def test_markdown_of_others(body: str, shown: str) -> None:
    assert html(body) == shown


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("**\u201c\u661f\u201d**\u5149", "<p><strong>\u201c\u661f\u201d</strong>\u5149</p>\n"),
        ("\u661f**\u300a\u5149\u300b**", "<p>\u661f<strong>\u300a\u5149\u300b</strong></p>\n"),
        ("\u661f*a*\u5149 *b*", "<p>\u661f<em>a</em>\u5149 <em>b</em></p>\n"),
        ("a * b * c, 2*3*4", "<p>a * b * c, 2<em>3</em>4</p>\n"),
    ],
)
def test_emphasis_without_blanks(body: str, shown: str) -> None:
    assert html(body) == shown


def test_task_lists() -> None:
    shown = html("- [ ] open\n- [x] done")
    assert shown.count('type="checkbox"') == 2
    assert shown.count('disabled=""') == 2
    assert shown.count('checked=""') == 1
    assert "[" not in shown


@pytest.mark.parametrize(
    ("body", "title", "shown"),
    [
        (
            "# One\n\n## One a\n\n# Two\n\n#### Deep",
            "",
            '<h2 id="one">One</h2>\n<h3 id="one-a">One a</h3>\n<h2 id="two">Two</h2>\n<h5 id="deep">Deep</h5>\n',
        ),
        ("## A\n\n### B", "", '<h2 id="a">A</h2>\n<h3 id="b">B</h3>\n'),
        ("# My *title*\n\n## A", "My title", '<h2 id="a">A</h2>\n'),
        ("# A\n\n<h2 align=center>B <i>c</i></h2>", "", '<h2 id="a">A</h2>\n<h3 id="b-c">B <i>c</i></h3>\n'),
        ("## ?!", "", '<h2 id="section">?!</h2>\n'),
    ],
)
def test_headings_keep_their_order(body: str, title: str, shown: str) -> None:
    assert html(body, title) == shown


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("{.python .numberLines}", "python"),
        ("python{1,3}", "python"),
        ("{r}", "r"),
        ("{python, echo=FALSE}", "python"),
        ("js title='a.js'", "js"),
        ("c++", "c++"),
        ("Python", "python"),
        ("jsonc", "json"),
    ],
)
def test_languages_of_fences(info: str, language: str) -> None:
    assert f'data-language="{language}"' in html(f"```{info}\nx\n```")


@pytest.mark.parametrize("info", ["txt", "plain", "plaintext", "text", "csv", "dotenv", "none", "mermaid", "", "{}"])
def test_fences_without_colours(info: str) -> None:
    assert html(f"```{info}\n<x>\n```") == '<pre class="code" tabindex="0"><code>&lt;x&gt;\n</code></pre>\n'


def test_options_of_a_cell_are_not_shown() -> None:
    assert "echo" not in html("```{python}\n#| echo: false\n#| label: a\nx = 1\n```")
    assert "echo" in html("```python\n#| echo: false\n```")


@pytest.mark.parametrize(
    ("body", "excerpt"),
    [
        ("![A](a.png)\n\nFirst *one*.\nSame.\n\nSecond.", "First one. Same."),
        ("One.\n\nTwo.\n\n<!--more-->\n\nThree.", "One. Two."),
        ("One. <!-- more --> Two.", "One."),
        ("It is $x$ here.", "It is x here."),
        ("A law. It says $E = mc^2$ always.", "A law."),
        ("Here $E = mc^2$.\n\nNext.", "Next."),
        ("> quoted\n\n- item\n\nText.", "Text."),
        ("`:leaves:`\n\nText.", "Text."),
        ("word " * 100, "word " * 46 + "word…"),
        ("## Only a heading", ""),
    ],
)
def test_the_beginning_of_a_post(body: str, excerpt: str) -> None:
    result, problems = attempt(body)
    assert (result.excerpt, problems) == (excerpt, [])


def test_several_on_one_line_are_all_told() -> None:
    _, problems = attempt("H~2~O, x^2^, ==marked==, :tada: and @fig-one")
    assert len(problems) == 5


def test_line_numbers_after_html() -> None:
    _, problems = attempt("a <!-- b\nc --> d\n{{ e }}\n\n<div>\n\n![](a.png)\n\n</div>")
    assert [line for line, _ in problems] == [8, 12]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            "[TOC]\n\n## A\n\n### B *c*\n\n## D",
            ['<a href="#a">A</a>', '<a href="#b-c">B <em>c</em></a>', '<a href="#d">D</a>'],
        ),
        ("* TOC\n{:toc}\n\n## A", ['<ul><li><a href="#a">A</a></li></ul>']),
        ("## Above\n\n\\toc\n\n## A", ['<ul><li><a href="#a">A</a></li></ul>']),
        ("## [](https://e.example/x)Head", ["Head</h2>"]),
        ('<span id="a">x</span>\n\n## A', ['<span id="a">x</span>', "<h2>A</h2>"]),
        ('Text:\n\n{:start="8"}\n8. a\n9. b', ['<ol start="8">']),
        ("See https://e.example/a\\_b\\_c", ['href="https://e.example/a_b_c">https://e.example/a_b_c<']),
        ("where $ R_B$, $ ac T^4$ and $ n, m$ are", ["<msub><mi>R</mi><mi>B</mi></msub>", "<mi>m</mi></mrow></math>"]),
        ('<image src="a.png" alt="A">', [IMG]),
        ("<aside>\n\nNote\n\n</aside>", ["<div><p>Note</p>"]),
        ("<div>\n<b>Left</b>: text\n</div>", ["<b>Left</b>: text"]),
        ("[@ada2020](https://e.example/)", [">@ada2020</a>"]),
        ("It costs $ 5 and 6$, #hash and D:\\temp\\alpha, \\`", ["$ 5 and 6$, #hash and D:\\temp\\alpha, `"]),
    ],
)
def test_what_other_editors_write(body: str, shown: list[str]) -> None:
    result = html(body).replace("\n", "")
    assert [part for part in shown if part not in result] == [], result


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("a\nE_\\lambda is", 7, "LaTeX outside a formula"),
        ("##Head", 6, "a heading has a blank behind #"),
        ("#Head of it", 6, "a heading has a blank behind #"),
        ('@def title = "x"', 6, "what a post says about itself"),
        ("As @ada2020 says", 6, "a citation is not looked up"),
        ("| a | b |", 6, "a table has a line |---|---|"),
        ("$\\bordermatrix{a}$", 6, "unknown command \\bordermatrix"),
        ("power\\textemdash that", 6, "LaTeX outside a formula"),
        ("[1^]: two words", 6, "a footnote [^1]: text"),
        ("  5. x\n    - y", 7, "a list within a list"),
        ("In\n8. a\n9. b", 7, "a list whose first number is not 1"),
        ("``odds'' of", 6, "quotation marks are"),
        ("a `b", 6, "a backtick without its pair"),
        ("<p>It is *not* so</p>", 6, "emphasis is *words*"),
        ("a\n[](https://e.example/)", 7, "has no text"),
        ("<figure>\n<figcaption>Text $x_1$</figcaption>\n</figure>", 7, "no formula is read here"),
        ("It is **bold only", 6, "bold without its other half"),
        ("Only here.** And on", 6, "bold without its other half"),
        ("where \\alpha_j gives", 6, "LaTeX outside a formula"),
        ("a\n[gist:id=eaf8]", 7, "a shortcode is not looked up"),
        ("Rub hands :::", 6, "a box is ::: note"),
        ("A caption](https://e.example/)", 6, "no link: its text is in [brackets]"),
        ("[youtube http://e.example/x]", 6, "a shortcode is not looked up"),
        ("a \\[gnome-schedule\\]\\[2\\]", 6, "without its address"),
        ("!\\[Calc Visual\\]", 6, "without its address"),
        ("0 \\le n", 6, "LaTeX outside a formula"),
        ('[caption id="x"]', 6, "a shortcode is not looked up"),
        ("\\[\\[https://e.example/|a\\]\\]", 6, "a shortcode is not looked up"),
        ("![a]](a.png)", 6, "one bracket is too many"),
        ("a|b|c\n---|---\n1|2", 7, "as many cells as the line above it"),
        ("##\u00a0Stats", 6, "no heading is read here"),
        ("![A](a.png)#### Head", 6, "no heading is read here"),
        ("##\u3000\u661f", 6, "no heading is read here"),
        ("<br/>\n# Head", 7, "no heading is read here"),
        ("#Head of it\nmore", 6, "a heading has a blank behind #"),
        ("it is ~gone~ now", 6, "struck is ~~words~~"),
        ("#### Poems - II**", 6, "bold without its other half"),
        ("\u6309**\u201c\u661f\u201d\u5149", 6, "bold without its other half"),
        ("press *esc *and it", 6, "without blanks inside"),
        ("\\`\\`\\`{python}", 6, "code begins and ends with a line ```"),
        ("> [!QUESTION]\n> Why?", 6, "a box is > [!NOTE]"),
        ("> [!NOTE] Title\n> Why?", 6, "a box is > [!NOTE]"),
        ("<div>\n## Head\n</div>", 7, "no heading is read here"),
        ("<br>\nthe call \\_exit()", 7, "in HTML a backslash escapes nothing"),
        ("<p>\\(x\\)</p>", 6, "in HTML a backslash escapes nothing"),
        ("![a {{ b }}](a.png)", 6, "the description of the image: "),
        ('<img src="a.png" alt="$$x$$">', 6, "the description of the image: "),
    ],
)
def test_what_is_debris_in_public_blogs(body: str, line: int, words: str) -> None:
    _, problems = attempt(body)
    assert [(found, words in text) for found, text in problems][:1] == [(line, True)], problems
