"""`python3 -m importing APP FOLDER [--as GENERATOR]`: what `npm run import` runs."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from importing.blog import import_blog
from importing.detect import KNOWN
from importing.report import Report
from rendering.errors import UserError
from rendering.site import render_site

parser = argparse.ArgumentParser(prog="npm run import --", description="Moves the posts of another blog in.")
parser.add_argument("app", type=Path, help=argparse.SUPPRESS)
parser.add_argument("folder", type=Path, help="the blog's folder, as its generator reads it")
parser.add_argument("--as", dest="generator", default="", help=", ".join(KNOWN))
arguments = parser.parse_args()

report = Report()
try:
    counts = import_blog(arguments.app.resolve(), arguments.folder.resolve(), report, arguments.generator)
except UserError as error:
    sys.exit(f"Nothing was imported.\n{error}")
print(report.text())
print(f"\n{counts.written} texts written, {counts.same} as they were, {counts.kept} kept.")
try:
    with tempfile.TemporaryDirectory() as out:
        render_site(arguments.app.resolve(), Path(out))
except UserError as error:
    sys.exit(f"The blog cannot be built yet: {len(error.problems)} problems.\n{error}")
print("The blog can be built. See it: docker compose up --build, then http://localhost:8081")
