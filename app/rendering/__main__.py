"""`python3 -m rendering OUT [--drafts | --release]`: command.py, whose imports are compiled once."""

from __future__ import annotations

import os
from pathlib import Path

from rendering.bytecode import keep_bytecode, sources_id

ROOT = Path(__file__).resolve().parent.parent
kept = os.environ.get("FREEHOLD_CACHE")
identity = sources_id(ROOT)
if kept:
    keep_bytecode(ROOT, Path(kept), identity)

from rendering.command import main  # noqa: E402 - see above

main(ROOT, Path(kept) if kept else None, identity)
