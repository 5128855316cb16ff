"""Notebooks as posts: what a page shows of each kind of cell and output, and what is refused, by cell."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from conftest import build_error, serve
from test_pictures import picture

HEAD = {"cell_type": "raw", "metadata": {}, "source": "---\ntitle: T\ndate: 2026-03-04\nsummary: S\n---\n"}
PNG = base64.encodebytes(picture(30, 20)).decode()
PANDAS = (
    '<div>\n<style scoped>\n  .dataframe tbody tr th { vertical-align: top; }\n</style>\n<table border="1" '
    'class="dataframe"><thead><tr style="text-align: right;"><th></th><th>a</th></tr></thead><tbody><tr><th>0</th>'
    "<td onclick='x'>1</td></tr></tbody></table></div>"
)


def md(source: str | list[str], **more: object) -> dict[str, object]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def code(source: str, *outputs: Mapping[str, object], tags: tuple[str, ...] = ()) -> dict[str, object]:
    metadata = {"tags": list(tags)} if tags else {}
    return {"cell_type": "code", "metadata": metadata, "execution_count": 1, "source": source, "outputs": outputs}


def stream(text: object) -> dict[str, object]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def shows(**data: object) -> dict[str, object]:
    forms = {name.replace("__", "/").replace("_", "+"): value for name, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": forms}


def write(root: Path, *cells: Mapping[str, object], name: str = "p.ipynb", **more: object) -> None:
    metadata = {"language_info": {"name": "python"}}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells} | more
    (root / "posts" / name).write_text(json.dumps(notebook))


def page(root: Path) -> str:
    html = serve(root).get("/posts/p").text
    return re.sub(r"\.[0-9a-f]{10}\.", ".H.", html[html.rindex("</header>") + 10 :].partition("</article>")[0])


def test_cells_in_their_order(root: Path) -> None:
    write(
        root,
        HEAD,
        md(["# One\n", "\n", "Text with $x$."]),
        code("x = 1 < 2\nprint(x)", stream(["\x1b[31mTr", "ue\x1b[0m\n"]), stream("5%\r100%\n<b>\n")),
        md("End."),
    )
    shown = page(root)
    assert re.findall(r"<h2|<math|<pre class=\"[a-z]+\"|End", shown) == [
        "<h2",
        "<math",
        '<pre class="code"',
        '<pre class="output"',
        "End",
    ]
    assert '<pre class="output" tabindex="0">True\n100%\n&lt;b&gt;</pre>' in shown
    assert 'data-language="python"' in shown
    assert "cell" not in shown


def test_a_table_of_pandas(root: Path) -> None:
    write(root, HEAD, code("df", shows(text__html=PANDAS, text__plain="   a\n0  1")))
    shown = page(root)
    assert (
        '<table tabindex="0"><thead><tr><th></th><th>a</th></tr></thead>'
        "<tbody><tr><th>0</th><td>1</td></tr></tbody></table>"
    ) in shown
    assert "style" not in shown
    assert "onclick" not in shown


def test_pictures_are_files_with_their_descriptions(root: Path) -> None:
    write(
        root,
        HEAD,
        code("plot()", shows(image__png=PNG, text__plain="<Figure size 640x480 with 1 Axes>")),
        code('#| fig-alt: A [curve]\n#| fig-cap: "It *falls*."\nplot()', shows(image__png=PNG)),
        code("ax.plot()", shows(text__plain="[<matplotlib.lines.Line2D at 0x7f12ab>]")),
        md("![A dot](attachment:a.png)", attachments={"a.png": {"image/png": PNG}}),
    )
    shown = page(root)
    assert '<img src="/static/posts/p-cell-2-1.H.png" alt="Output of cell 2"' in shown
    assert 'alt="A [curve]"' in shown
    assert "<figcaption>It <em>falls</em>.</figcaption>" in shown
    assert "#|" not in shown
    assert "0x7f" not in shown
    assert '<img src="/static/posts/p-cell-5-attached-1.H.png" alt="A dot"' in shown


def test_tags_of_jupyter_book(root: Path) -> None:
    write(
        root,
        HEAD,
        code("folded_code", stream("out_a"), tags=("hide-input",)),
        code("gone_code", stream("out_b"), tags=("remove_input",)),
        code("kept_code", stream("out_c"), tags=("hide-output",)),
        code("kept_too", stream("gone_out"), tags=("remove-output",)),
        code("gone_cell", stream("gone_too"), tags=("remove-cell",)),
    )
    shown = page(root)
    words = re.findall(r"<details|</details>|(?:folded|gone|kept|out)_\w+", re.sub(r"</?span[^>]*>", "", shown))
    assert " ".join(words) == (
        "<details folded_code </details> out_a out_b kept_code <details out_c </details> kept_too"
    )


def test_latex_markdown_and_a_language_nobody_knows(root: Path) -> None:
    language = {"language_info": {"name": "klingon"}}
    write(
        root,
        HEAD,
        code("f", shows(text__latex="$\\displaystyle x^2$", text__plain="x**2")),
        code("g", shows(text__markdown="**bold**")),
        code("h = '```'", shows(text__plain="1")),
        metadata=language,
    )
    shown = page(root)
    assert "<msup>" in shown
    assert "<strong>bold</strong>" in shown
    assert "<code>h = '```'\n</code>" in shown.replace("&#x27;", "'")


def test_front_matter_in_the_metadata_and_a_folder(root: Path) -> None:
    folder = root / "posts" / "p"
    folder.mkdir()
    notebook = {
        "nbformat": 4,
        "metadata": {"title": "A: b", "date": "2026-03-04", "summary": "S"},
        "cells": [md("Text")],
    }
    (folder / "index.ipynb").write_text(json.dumps(notebook))
    assert "<p>Text</p>" in page(root)


def test_a_notebook_that_is_a_post_is_no_file(root: Path) -> None:
    write(root, HEAD, code("secret", tags=("remove-cell",)), md("x"))
    assert serve(root).get("/static/posts/p.ipynb").status_code == 404


def test_one_beside_markdown_of_its_name_is_a_file(root: Path) -> None:
    (root / "posts" / "p.md").write_text("---\ntitle: T\ndate: 2026-03-04\nsummary: S\n---\n[notebook](p.ipynb)\n")
    write(root, md("no front matter"))
    assert 'href="/static/posts/p.H.ipynb"' in page(root)


def test_scripts_with_a_picture(root: Path) -> None:
    """Whole scripts become an interactive figure, others stay the picture."""
    write(
        root,
        HEAD,
        code("a", shows(text__html="<div></div><script>1</script>", image__png=PNG)),
        code("b", shows(text__html='<script src="https://cdn.plot.ly/plotly.js"></script>', image__png=PNG)),
        code("c", shows(text__html='<div><input type="checkbox"></div>', text__plain="Model()")),
    )
    shown = page(root)
    assert re.findall(r'<iframe src="([^"]*)"', shown) == ["/static/posts/p-cell-2-1.H.html"]
    assert '<img src="/static/posts/p-cell-3-1.H.png"' in shown
    assert '<pre class="output" tabindex="0">Model()</pre>' in shown


WIDGET = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "HBox()"}


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (md("a\n\n![x](gone.png)"), ' cell 2:3: there is no image "gone.png" beside the post'),
        (md("```python\nx"), " cell 2: is within code or a formula that an earlier cell begins and does not end"),
        (code("x", {"output_type": "display_data", "data": WIDGET}), " cell 2: its output is a widget, which needs"),
        (
            code("x", shows(text__html="<script>1</script>")),
            " cell 2: its output is made by a script. Save it as a file",
        ),
        (code("x", shows(text__html="<iframe></iframe>")), " cell 2: has HTML with <iframe>, which a post cannot show"),
        (code("x", shows(image__png="!!")), " cell 2: has a picture that is damaged; run it again"),
        (code("x", shows(image__png="AAAA")), " cell 2: its picture is no PNG, JPEG, WebP or GIF picture"),
        (code("x", {"output_type": "error", "ename": "", "evalue": ""}), " cell 2: failed with an error; run"),
        (
            code("x", {"output_type": "error", "ename": "E", "evalue": "of two\n\nlines"}),
            " cell 2: failed with E: of two lines; run",
        ),
        (
            code("x", {"output_type": "error", "ename": "KeyError", "evalue": "1"}),
            " cell 2: failed with KeyError: 1; run",
        ),
        (code("x", {"output_type": "pyout"}), " cell 2: has an output of no known kind"),
        ({"cell_type": "heading", "source": ""}, " cell 2: is no cell of a notebook; save it again in Jupyter"),
    ],
)
def test_mistakes_have_their_cell(root: Path, cell: dict[str, object], problem: str) -> None:
    write(root, HEAD, cell)
    assert build_error(root).startswith(f"posts/p.ipynb{problem}")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('{"nbformat": 4, "cells": [', ":1: is cut off or no notebook (Expecting value); save it again"),
        ("", ":1: is cut off or no notebook"),
        ("[" * 100_000, ": is no notebook; save it again in Jupyter"),
        ("[]", ": is no notebook: it has no nbformat"),
        (
            '{"nbformat": 3, "worksheets": []}',
            ": is a notebook of format 3, needed is 4; open it in Jupyter and save it",
        ),
        ('{"nbformat": 4, "cells": []}', ": has no cells; write something, and save it"),
        (json.dumps({"nbformat": 4, "cells": [md("x")]}), ' cell 1: must be a raw cell with "---", title, date'),
        (
            json.dumps({"nbformat": 4, "cells": [HEAD, {"cell_type": "code", "source": "x", "outputs": []}]}),
            ": has code that was never run, so it has no outputs; run all cells and save it",
        ),
        (" " * 8_000_001, ": is 8,000,001 bytes; a post may have 8,000,000"),
    ],
)
def test_bad_notebooks(root: Path, body: str, problem: str) -> None:
    (root / "posts" / "p.ipynb").write_text(body)
    assert build_error(root).startswith(f"posts/p.ipynb{problem}")


def test_front_matter_is_told_with_its_line(root: Path) -> None:
    write(root, HEAD | {"source": "---\ntitle: T\ndate: 4 May\nsummary: S\n---"}, md("x"))
    assert (
        build_error(root)
        == 'posts/p.ipynb cell 1:3: "date" must be a date like 2026-11-22 or 2026-11-22T20:15+01:00, given: 4 May'
    )


def test_an_error_that_is_meant(root: Path) -> None:
    failed = {"output_type": "error", "ename": "E", "evalue": "1", "traceback": ["\x1b[0;31mE\x1b[0m: <1>"]}
    write(root, HEAD, code("x", failed, tags=("raises-exception",)))
    assert '<pre class="output" tabindex="0">E: &lt;1&gt;</pre>' in page(root)


@pytest.mark.parametrize(
    "html",
    [
        '<a href="javascript:alert(1)">x</a>',
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)></svg>",
        "<table><tr><td><style>@import 'x'</style><math><mi><style><img onerror=alert(1)>",
        "<p style='background:url(https://x.example)' id=main class=top>x</p>",
        "<form action=https://x.example><button>x</button></form>",
        '<b><base href="https://x.example"><meta http-equiv=refresh content=0>',
        "<scr<script>ipt>alert(1)</script>",
    ],
)
def test_hostile_html(root: Path, html: str) -> None:
    write(root, HEAD, code("x", shows(text__html=html, text__plain="plain text")))
    shown = page(root)
    assert not re.search(r"<(?:script|style|img|svg|form|base|meta|button)|javascript:|\bon\w+=|style=|id=", shown)
