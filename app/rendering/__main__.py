"""`python3 -m rendering OUT [--drafts]`: renders the blog into the folder OUT, or prints all that is wrong with it.

The image's build runs it, so that mistakes show seconds after the push and before any container starts. Scaled figures
are kept in FREEHOLD_CACHE, where it is set. Ends with status 1 and leaves no OUT where anything is wrong.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from rendering.errors import UserError
from rendering.site import render_site
from rendering.weight import warnings, weigh

parser = argparse.ArgumentParser(prog="python3 -m rendering", description="Renders the blog.")
parser.add_argument("out", type=Path, help="folder to write; replaced where it was rendered before")
parser.add_argument("--drafts", action="store_true", help="show drafts as if published")
arguments = parser.parse_args()

started = time.process_time()
out: Path = arguments.out
unfinished = out.with_name(f"{out.name}.new")
cache = os.environ.get("FREEHOLD_CACHE")
if out.exists() and not (out / "content.json").exists() and any(out.iterdir()):
    sys.exit(f"{out} is not empty and was not made by this program; name another folder")
shutil.rmtree(unfinished, ignore_errors=True)
unfinished.mkdir(parents=True)
try:
    root = Path(__file__).resolve().parent.parent
    content = render_site(root, unfinished, drafts=arguments.drafts, cache=Path(cache) if cache else None)
except UserError as error:
    shutil.rmtree(unfinished)
    count = len(error.problems)
    sys.exit(f"The blog cannot be built: {count} problem{'s' if count > 1 else ''}.\n{error}")
heavy, heaviest = warnings(content), weigh(content)[0]
shutil.rmtree(out, ignore_errors=True)
unfinished.rename(out)
seconds = time.process_time() - started
print(f"{len(content.entries)} posts, {len(content.pages)} pages, rendered in {seconds:.2f} s of processor time")
if content.later:
    count = sum(len(later.entries) for later in content.later)
    print(f"{count} posts appear later, the first at {content.later[0].moment:%Y-%m-%d %H:%M} UTC")
print(f"heaviest page: {heaviest.path}, {heaviest.total / 1e6:.1f} MB")
print("\n".join(heavy), end="\n" if heavy else "")
