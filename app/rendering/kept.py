"""What need not be made anew, between renderings: a file for each thing, named by what it was made of."""

from __future__ import annotations

import hashlib
import pickle
import time
from pathlib import Path

import jinja2

WEEK = 7 * 86400
"""Seconds after which what no rendering used is removed. A rollback within it is as quick as a push."""

DAY = 86400


class Kept:
    """The things in a folder, of this renderer only. Without a folder nothing is kept."""

    def __init__(self, cache: Path | None, identity: str) -> None:
        """Look at the folder.

        Args:
            cache: the folder; None: nothing is kept.
            identity: what renders (bytecode.py).
        """
        self._folder = cache / "made" if cache else None
        self._identity = identity
        self._used: set[str] = set()
        self._templates = cache / f"bytecode-{identity}" if cache else None
        for folder in (self._folder, self._templates):
            if folder:
                folder.mkdir(parents=True, exist_ok=True)

    def templates(self) -> jinja2.BytecodeCache | None:
        """Return where Jinja keeps compiled templates; it compares their text."""
        return jinja2.FileSystemBytecodeCache(str(self._templates)) if self._templates else None

    def get(self, *made_of: object) -> object | None:
        """Return what was put for the same parts, whose `repr` must tell all that they are; None where nothing was."""
        if not self._folder:
            return None
        file = self._folder / self._name(made_of)
        try:
            # Written by this program alone, in the same sandbox.
            return pickle.loads(file.read_bytes())  # type: ignore[no-any-return]  # noqa: S301
        except FileNotFoundError:
            return None
        except Exception:  # noqa: BLE001 - a file of half a write: made anew
            return None

    def put(self, value: object, *made_of: object) -> None:
        """Keep `value` for these parts."""
        if self._folder:
            file = self._folder / self._name(made_of)
            unfinished = file.with_suffix(".new")
            unfinished.write_bytes(pickle.dumps(value))
            unfinished.replace(file)

    def _name(self, made_of: tuple[object, ...]) -> str:
        name = hashlib.sha256(repr((self._identity, made_of)).encode("utf-8", "surrogateescape")).hexdigest()
        self._used.add(name)
        return name

    def tidy(self) -> None:
        """Remove what was not used for a WEEK."""
        now = time.time()
        for file in self._folder.iterdir() if self._folder else ():
            age = now - file.stat().st_mtime
            if file.name in self._used and age > DAY:
                file.touch()
            elif age > WEEK:
                file.unlink()
