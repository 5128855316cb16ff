"""How heavy pages are, and the warning for those that are too heavy."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from PIL import Image

from rendering.site import render_site
from rendering.weight import weigh


def noise(file: Path, width: int, height: int) -> None:
    """A picture that no format makes small."""
    Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3)).save(file)


def test_a_page_weighs_what_it_loads(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    content = render_site(root, out)
    found = {weight.path: weight for weight in weigh(content)}["/posts/first-light"]
    style = next(
        file.path for path, file in content.files.items() if path.startswith("/static/style.") and file.immutable
    )
    dot = next(file.path for path, file in content.files.items() if "dot" in path and file.immutable)
    page = content.pages["/posts/first-light"]
    assert found.total == len(page.body) + style.stat().st_size + dot.stat().st_size


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
