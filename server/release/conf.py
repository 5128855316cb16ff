"""nginx' configuration: which folder nginx has mounted, and when its files change.

Each specification of the nginx service (image, limits, …) has a folder of its own, which its tasks mount. So a new image
starts with the new configuration, and the old one, restarted in the middle of a switch, with the old. Where only the
configuration changes the folder stays, and gets the files after all tasks of the release are ready.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from release.places import NGINX
from shared.durable import sync_tree
from shared.files import read_text, sync_folder

LEGACY = str(NGINX / "conf")
# There from before the files change until nginx has read them.
RELOAD_DUE = NGINX / "reload-due"
# Beside the files of a prepared release.
SEAL = "conf.sha256"


def folder_of(service: dict[str, Any]) -> Path:
    """Return the folder of a specification of the nginx service, as stack-policy writes it. Pure."""
    text = json.dumps(service, sort_keys=True)
    return NGINX / f"conf-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def mounted(service: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return the specification with its configuration mounted from that folder. Pure."""
    volumes = [{**v, "source": str(folder)} if v.get("source") == LEGACY else v for v in service["volumes"]]
    return {**service, "volumes": volumes}


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder, by path; of none where there is no folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def _digest(folder: Path) -> str:
    files = {path: hashlib.sha256(content).hexdigest() for path, content in files_of(folder).items()}
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


def seal(home: Path) -> None:
    """Write down what the files of a prepared release are, so that damage is seen before nginx gets them."""
    (home / SEAL).write_text(f"{_digest(home / 'conf')}\n", encoding="ascii")


def is_whole(home: Path) -> bool:
    """Return whether a prepared release has its files as they were prepared; those of an older server have no seal."""
    if not (home / "conf").is_dir():
        return False
    sealed = read_text(home / SEAL)
    return sealed is None or sealed.strip() == _digest(home / "conf")


def same(one: Path, other: Path) -> bool:
    """Return whether two folders have the same files."""
    return one.is_dir() and other.is_dir() and files_of(one) == files_of(other)


def place(source: Path, folder: Path) -> None:
    """Give ``folder`` the files of ``source``. The folder itself stays: it is mounted.

    All is written beside it first, so that what nginx could read changes by renames alone.
    """
    staged = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(source, staged)
    sync_tree(staged)
    folder.mkdir(mode=0o755, exist_ok=True)
    for path in sorted(staged.iterdir()):
        target = folder / path.name
        # A file replaces a file at once; a folder cannot.
        if target.is_dir() or path.is_dir():
            remove(target)
        path.replace(target)
    wanted = {path.name for path in source.iterdir()}
    for path in list(folder.iterdir()):
        if path.name not in wanted:
            remove(path)
    sync_folder(folder)
    shutil.rmtree(staged, ignore_errors=True)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def prune(needed: set[Path]) -> None:
    """Remove folders that no kept release and no running nginx has."""
    for path in NGINX.glob("conf-*"):
        if path not in needed:
            shutil.rmtree(path, ignore_errors=True)
