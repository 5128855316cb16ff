"""`python3 -m rendering OUT [--drafts | --release]`: renders the blog into OUT, or prints what is wrong.

The image's build runs it, so that mistakes show seconds after the push and before any container starts. What need not
be made anew (scaled figures) is kept in FREEHOLD_CACHE, where it is set. Ends with status 1 and leaves no OUT where
anything is wrong.

With --release it writes what a server's nginx serves: with the site's address (FREEHOLD_URL) in the pages and
compressed copies beside them. OUT must be an empty folder then; after a failure it has a part of the site. Pages that
are the same in FREEHOLD_BEFORE, the pages.json of another release, are not written but named in same.json.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from content.store import ABOUT
from rendering.errors import UserError
from rendering.kept import Kept
from rendering.output import Options, Written
from rendering.same import Same
from rendering.site import render_site
from rendering.weight import warnings


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python3 -m rendering", description="Renders the blog.")
    parser.add_argument("out", type=Path, help="folder to write; replaced where it was rendered before")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--drafts", action="store_true", help="show drafts as if published")
    kind.add_argument("--release", action="store_true", help="render for a server; OUT is an empty folder")
    return parser.parse_args()


def main(root: Path, cache: Path | None, identity: str) -> None:
    """Render, and print what was made.

    Args:
        root: the folder app/.
        cache: a folder that keeps what need not be made anew; None: there is none.
        identity: what is kept is of these sources of the renderer (bytecode.py).
    """
    given = arguments()
    out: Path = given.out
    if out.exists() and any(out.iterdir()) and (given.release or not (out / ABOUT).exists()):
        sys.exit(f"{out} is not empty and was not made by this program; name another folder")
    if given.release:
        out.mkdir(parents=True, exist_ok=True)
        written = _render(root, out, given, cache, identity)
    else:
        unfinished = out.with_name(f"{out.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        written = _render(root, unfinished, given, cache, identity)
        shutil.rmtree(out, ignore_errors=True)
        unfinished.rename(out)
    _tell(written, time.process_time())


def _render(root: Path, out: Path, given: argparse.Namespace, cache: Path | None, identity: str) -> Written:
    url = os.environ.get("FREEHOLD_URL", "").rstrip("/")
    if given.release and not url:
        sys.exit("FREEHOLD_URL must be the site's address, as in https://blog.example")
    before = os.environ.get("FREEHOLD_BEFORE")
    same = Same(Path(before) if before and given.release else None)
    options = Options(url if given.release else "", given.release, Kept(cache, identity), same)
    try:
        return render_site(root, out, drafts=given.drafts, cache=cache, options=options)
    except UserError as error:
        if not given.release:
            shutil.rmtree(out)
        count = len(error.problems)
        sys.exit(f"The blog cannot be built: {count} problem{'s' if count > 1 else ''}.\n{error}")


def _tell(written: Written, seconds: float) -> None:
    changed = "" if written.changed is None else f" ({written.changed} new or changed)"
    print(f"{written.posts} posts, {written.pages} pages{changed}, rendered in {seconds:.2f} s of processor time")
    if written.later:
        count = sum(len(later.entries) for later in written.later)
        print(f"{count} posts appear later, the first at {written.later[0].moment:%Y-%m-%d %H:%M} UTC")
    heaviest, heavy = written.weights[0], warnings(written.weights)
    print(f"heaviest page: {heaviest.path}, {heaviest.total / 1e6:.1f} MB")
    print("\n".join(heavy), end="\n" if heavy else "")
