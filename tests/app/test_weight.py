"""How heavy pages are, and the warning for those that are too heavy."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from PIL import Image

from rendering.site import render_site


def noise(file: Path, width: int, height: int) -> None:
    """A picture that no format makes small."""
    Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3)).save(file)


def test_a_page_weighs_what_it_loads(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    found = {weight.path: weight for weight in render_site(root, out).weights}["/posts/first-light"]
    page = (out / "site/posts/first-light/index.html").read_bytes()
    static = out / "site/static"
    style, dot = next(static.glob("style.??????????.css")), next(static.glob("posts/dot.??????????.svg"))
    assert found.total == len(page) + style.stat().st_size + dot.stat().st_size


def test_a_heavy_page_is_a_warning_and_no_error(root: Path, tmp_path: Path) -> None:
    noise(root / "posts" / "noise.png", 900, 700)
    (root / "posts" / "heavy.md").write_text("---\ntitle: T\ndate: 2026-03-04\n---\nText.\n\n![Noise](noise.png)\n")
    made = subprocess.run(
        [sys.executable, "-m", "rendering", str(tmp_path / "out")], cwd=root, capture_output=True, text=True, check=True
    )
    lines = [line for line in made.stdout.splitlines() if line.startswith("warning: ")]
    assert len(lines) == 1
    assert lines[0].startswith("warning: /posts/heavy weighs 1.9 MB, /static/posts/noise.")
    assert "heaviest page: /posts/heavy, 1.9 MB" in made.stdout
