"""The files of the blog that is moved in. No symbolic link is followed, and nothing is run."""

from __future__ import annotations

import codecs
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rendering.errors import user_error

MAX_FILES = 50_000
MAX_TEXT = 1_000_000
"""Bytes of one text: no post may have more."""

SKIPPED = {
    "node_modules",
    "_site",
    "output",
    "vendor",
    "themes",
    "resources",
    "_freeze",
    "__pycache__",
    "venv",
}
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Folder:
    """All plain files below `root`, by their path from there."""

    root: Path
    files: dict[str, Path]

    def text(self, name: str) -> str:
        """Read a text: UTF-8, or UTF-16 with its mark.

        Raises:
            UserError: it is larger than MAX_TEXT or of another encoding.
        """
        raw = self.files[name].read_bytes()
        if len(raw) > MAX_TEXT:
            raise user_error(name, None, f"is {len(raw):,} bytes; a text may have {MAX_TEXT:,}")
        encoding = next((encoding for mark, encoding in BOMS if raw.startswith(mark)), "utf-8")
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise user_error(name, line, "is not UTF-8 text; save the file as UTF-8, then import again") from None
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")

    def below(self, folder: str) -> list[str]:
        """Return names of files below a folder ("" is the root), sorted."""
        prefix = f"{folder.strip('/')}/" if folder.strip("/.") else ""
        return [name for name in self.files if name.startswith(prefix)]


def read_folder(root: Path) -> Folder:
    """List the plain files below `root`. Hidden folders and those that generators write are left out.

    Raises:
        UserError: `root` is no folder, or has more than MAX_FILES files.
    """
    if not root.is_dir():
        raise user_error(str(root), None, "is not a folder; name the folder of the blog that is to be moved in")
    found: dict[str, Path] = {}
    for where, folders, names in os.walk(root, followlinks=False):
        here = Path(where)
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in SKIPPED)
        for name in sorted(names):
            file = here / name
            if file.is_symlink() or not file.is_file():
                continue
            found[PurePosixPath(file.relative_to(root)).as_posix()] = file
        if len(found) > MAX_FILES:
            raise user_error(str(root), None, f"has more than {MAX_FILES:,} files; name the folder of the blog alone")
    return Folder(root, found)
