"""How much a blog of N posts takes: rendering for a release, from nothing and after one change; its files; the app.

`python3 bench/posts.py N` prints one line of JSON. Each post has 700 words, a formula, a block of code, two of 40 tags
and a link. No pictures: each takes its own time once, by its size, and is kept.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

APP = Path(__file__).resolve().parents[1] / "app"
WORDS = 700
KEYS = ("1" * 40 + "-11111111", "2" * 40 + "-22222222")


def write_posts(folder: Path, count: int) -> None:
    """Write the same posts each time."""
    chosen = random.Random(19)
    words = ["".join(chosen.choices("aeioulnrstkm", k=chosen.randint(2, 9))) for _ in range(4000)]
    for number in range(count):
        text = [chosen.choice(words) for _ in range(WORDS)]
        paragraphs = [" ".join(text[start : start + 90]).capitalize() + "." for start in range(0, WORDS, 90)]
        link = f"[before](/posts/post-{number - 1})" if number else ""
        (folder / f"post-{number}.md").write_text(
            f"---\ntitle: Post {number} {text[0]}\ndate: {2006 + number % 20}-0{1 + number % 9}-1{number % 10}\n"
            f"tags: [tag-{number % 40}, tag-{number * 7 % 40}]\n---\n\n"
            + "\n\n".join(paragraphs)
            + f"\n\n$$\nE_{{{number}}} = \\frac{{a}}{{b}} + \\sum_{{i=0}}^n x_i^2\n$$\n\n"
            + f"```python\nfor i in range({number}):\n    print(i)\n```\n\n{link}\n",
            encoding="utf-8",
        )


def render(app: Path, out: Path, cache: Path) -> dict[str, float]:
    """Render for a release, as the server does. Returns seconds of processor time and the peak in MB."""
    env = {**os.environ, "FREEHOLD_URL": "https://blog.example", "FREEHOLD_CACHE": str(cache)}
    process = subprocess.Popen(
        [sys.executable, "-m", "rendering", str(out), "--release"], cwd=app, env=env, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit("the blog could not be rendered")
    return {"cpu, s": round(used.ru_utime + used.ru_stime, 1), "peak, MB": round(used.ru_maxrss / 1024)}


def memory(process: int) -> float:
    """Return MB of a process and its children, each shared page once."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    total = 0
    for one in (str(process), *children):
        found = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
        total += next(int(line.split()[1]) for line in found.splitlines() if line.startswith("Pss:"))
    return total / 1024


def serve(content: Path) -> dict[str, float]:
    """Start the app on two releases, as a task of 160 MB does, and search in both. Returns MB."""
    env = {
        **os.environ,
        "FREEHOLD_CONTENT": str(content),
        "FREEHOLD_SITE": str(content / "none"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "server/gunicorn.conf.py"]
    process = subprocess.Popen(
        [*command, "--bind", "127.0.0.1:8765", "--workers", "1"], cwd=APP, env=env, stderr=subprocess.DEVNULL
    )
    try:
        found: dict[str, float] = {}
        for step, key in enumerate(KEYS):
            (content / "live").unlink(missing_ok=True)
            (content / "live").symlink_to(key)
            answer(process)
            name = "one release" if step == 0 else "and the one before"
            found[f"app, {name}, MB"] = round(memory(process.pid))
        return found
    finally:
        process.terminate()
        process.wait()


def answer(process: subprocess.Popen[bytes]) -> None:
    """Wait for a search's answer."""
    for _ in range(200):
        try:
            with urllib.request.urlopen("http://127.0.0.1:8765/search?q=post", timeout=30) as page:
                page.read()
                return
        except OSError:
            if process.poll() is not None:
                sys.exit("the app ended")
            time.sleep(0.1)
    sys.exit("the app did not answer")


def main(count: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ignored = shutil.ignore_patterns("posts", "site", "__pycache__")
        app = Path(shutil.copytree(APP, home / "app", ignore=ignored))
        (app / "posts").mkdir()
        write_posts(app / "posts", count)
        content, cache = home / "content", home / "cache"
        content.mkdir()
        cache.mkdir()
        whole = render(app, content / KEYS[0], cache)
        with (app / "posts" / "post-0.md").open("a", encoding="utf-8") as file:
            file.write("\nOne more line.\n")
        again = render(app, content / KEYS[1], cache)
        files = [file for file in (content / KEYS[0]).rglob("*") if file.is_file()]
        print(
            json.dumps(
                {
                    "posts": count,
                    "from nothing": whole,
                    "after one change": again,
                    "files": len(files),
                    "on the disk, MB": round(sum(file.stat().st_blocks for file in files) * 512 / 1e6),
                    "kept between releases, MB": round(
                        sum(file.stat().st_blocks for file in cache.rglob("*") if file.is_file()) * 512 / 1e6
                    ),
                    **serve(content),
                }
            )
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
