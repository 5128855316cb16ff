"""Whatever is written: the page has no debris outside code, nothing that runs, and each problem has a line."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from rendering.errors import Problems
from rendering.html_tags import SAFE
from rendering.markdown import render

WORDS = r"""{{ }} {% %} {{< {{% <!-- --> <!--more--> $$ $ \begin{align} \end{align} \( \) \[ \] \ \\ <b> </b>
<div> </div> <script> </script> <img <img/src=x <a href="x"> </a> < > & &lt; &#60; &#x7b; ` `` ```
~~~ ~~~text [ ] ( ) ! [x](y) [^1] * ** _ # ## - 1. > | --- ::: !!! {: .a} {#b} : a b <br> <pre>
<code> </code> </pre> <details> ' " = / <?php ?> <![CDATA[ ]]> <!DOCTYPE <svg> <math> <style>
onclick=x javascript:x data:x https://e.example/{{x}} <https://e.example> a@b.example"""
PIECES = st.sampled_from(
    [*WORDS.split(), " ", "\n", "\n\n", "\n    ", "\t", "  \n", "\ufdd0", "\ufdd1", "\x00", "\u661f"]
)
MARKDOWN = st.lists(PIECES | st.text(max_size=3), max_size=25).map(lambda pieces: "".join(pieces).replace("\r", "\n"))
FORBIDDEN = ("{{", "{%", "\\begin", "$$", "<!--")
RUNS = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
RENDERED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "section", "input", "math", "semantics", "annotation"})


class Page(HTMLParser):
    """Reads HTML as a browser does: its text outside code, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.code = 0
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.code += tag in ("code", "pre", "kbd", "samp", "math")

    def handle_endtag(self, tag: str) -> None:
        self.code -= tag in ("code", "pre", "kbd", "samp", "math")

    def handle_data(self, data: str) -> None:
        self.text += "\ufffc" if self.code else data


def check(body: str) -> None:
    problems = Problems()
    result = render("posts/p.md", 6, body, {}, problems)
    last = 6 + body.count("\n") + 1
    assert all(6 <= problem.line <= last for problem in problems.found), problems.found
    page = Page(result.html)
    for tag, attributes in page.tags:
        assert tag in SAFE | RENDERED or page.code or tag.startswith("m"), tag
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "srcdoc", "formaction")]
        for name in ("href", "src"):
            assert not RUNS.match(re.sub(r"[\0-\x20]", "", attributes.get(name) or ""))
    assert "\ufdd0" not in result.html
    if not problems.found:
        for debris in FORBIDDEN:
            assert debris not in page.text, debris
            assert debris not in result.excerpt


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(MARKDOWN)
@example("<!-- a <!-- b -->")
@example("--><!-->")
@example("<code>{{</code>")
@example("<code>{</code><code>{</code>")
@example("a `{{` b")
@example("\\{\\{ &#x7b;&#x7b;")
def test_no_page_has_debris_and_nothing_runs(body: str) -> None:
    check(body)


XSS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//e.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<img src="x" alt="a" onerror="alert(1)">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<java script:alert(1)>)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<details open ontoggle=alert(1)>x</details>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<p style='x:expression(alert(1))'>x</p>",
    "<style>@import 'https://e.example/x.css';</style>",
    "<link rel=stylesheet href=https://e.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=https://e.example/>",
    "<b/onmouseover=alert(1)>x</b>",
    "<b onmouseover\n=\nalert(1)>x</b>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--!><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml <img src=x onerror=alert(1)> ?>",
    "<pre><code><img src=x onerror=alert(1)></code></pre>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<div id='x\"><img src=x onerror=alert(1)>'>y</div>",
    "<abbr title='\"><script>alert(1)</script>'>x</abbr>",
    '![x](x.png "<script>alert(1)</script>")',
    '## x {#"><script>alert(1)</script>}',
    '```"><script>alert(1)</script>\nx\n```',
    "::: note <script>alert(1)</script>\nx\n:::",
    '!!! note "<script>alert(1)</script>"\n    x',
    "$\\text{<img src=x onerror=alert(1)>}$",
    "`<script>alert(1)</script>`",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "\ufdd00\ufdd1<script>alert(1)</script>",
    "<a name='x' href=https://e.example target=_blank onclick=alert(1)>x</a>",
    "<td background=javascript:alert(1)>x</td>",
    "<img src=`x`onerror=alert(1)>",
    "<<script>alert(1)//<</script>",
    "<ruby><rt><style></rt><img src=x onerror=alert(1)></style></ruby>",
]


@pytest.mark.parametrize("body", XSS)
def test_hostile_html_does_nothing(body: str) -> None:
    check(body)
    check(f"text {body} text")
    check(f"- a\n\n  {body}\n")
