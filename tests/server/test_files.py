"""The server's own files, put back from what `up` sent last: real files below a folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from shared.bundle import BUNDLE, MANIFEST
from shared.locks import Busy, held
from watch.files import LOCK, put_back

UNIT = "/etc/systemd/system/freehold-site.service"


@pytest.fixture
def root(tmp_path: Path) -> str:
    sent = {UNIT: "[Unit]\n", "/etc/docker/daemon.json": "{}\n"}
    sent[MANIFEST] = "".join(f"{path}\n" for path in sorted([*sent, MANIFEST]))
    files = [{"path": path, "permissions": "0644", "content": text} for path, text in sent.items()]
    for path in (BUNDLE, UNIT, LOCK, MANIFEST):
        Path(f"{tmp_path}{path}").parent.mkdir(parents=True, exist_ok=True)
    Path(f"{tmp_path}{BUNDLE}").write_text("#cloud-config\n" + json.dumps({"write_files": files}))
    put_back(str(tmp_path))
    return str(tmp_path)


def test_what_is_damaged_or_missing_comes_back_and_nothing_else(root: str) -> None:
    assert put_back(root) == []
    Path(root + UNIT).write_text("")
    Path(f"{root}/etc/docker/daemon.json").unlink()
    Path(f"{root}/etc/theirs").write_text("x")
    assert put_back(root) == [f"changed {UNIT}", "new     /etc/docker/daemon.json"]
    assert Path(root + UNIT).read_text() == "[Unit]\n"
    assert Path(f"{root}/etc/theirs").read_text() == "x"


def test_not_while_setup_is_at_work(root: str) -> None:
    with held(root + LOCK), pytest.raises(Busy):
        put_back(root)


def test_a_server_that_nobody_sent_anything_says_so(root: str) -> None:
    os.unlink(root + BUNDLE)  # noqa: PTH108 (a name beside the root)
    with pytest.raises(FileNotFoundError):
        put_back(root)
