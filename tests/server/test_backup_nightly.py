"""Backups that the server sends by itself: what is sent, where it may go, what is remembered."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from backup_world import Machine, folder

from backup import nightly, record, upload
from shared.errors import UserError


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path / "old")
    made.lives(monkeypatch)
    return made


class Night:
    """What `nightly` reaches: settings, an `age` that encrypts nothing, an address that takes a file or does not."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
        self.reason = ""
        self.sent: list[tuple[str, str, bytes]] = []
        self.settings = {"backupUrl": "https://store.test/put/", "backupRecipient": "age1x"}
        self.age = home / "bin/age"
        self.age.parent.mkdir()
        self.age.write_text('#!/bin/sh\n[ "$*" = "--encrypt --recipient age1x" ] && exec cat\n')
        self.age.chmod(0o755)
        monkeypatch.setenv("PATH", f"{self.age.parent}:/usr/bin:/bin")
        monkeypatch.setattr(nightly, "secrets", lambda: self.settings)
        monkeypatch.setattr(nightly, "put", self.put)

    def put(self, url: str, path: Path) -> str:
        self.sent.append((url, path.name, path.read_bytes()))
        return self.reason


def test_a_night_sends_a_whole_backup_and_is_remembered(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = machine.release("one")
    night = Night(monkeypatch, tmp_path)
    assert nightly.nightly(folder(tmp_path / "a")) == f"sent {len(night.sent[0][2])} bytes of release {live[:12]}"
    [(url, name, content_)] = night.sent
    assert (url, name[-8:]) == ("https://store.test/put/", ".tar.age")
    # With its end: the laptop wants to know that nothing was cut off.
    assert content_[-1024:] == bytes(1024)
    assert len(content_) % 512 == 0
    with tarfile.open(fileobj=io.BytesIO(content_)) as tar:
        assert tar.getnames()[:3] == ["manifest.json", "manifest.json.sig", "site.bundle"]
    found = record.last()
    assert found is not None
    assert (found.release, found.bytes) == (live, len(content_))


def test_a_night_without_an_address_or_with_one_that_does_not_take_it(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.release("one")
    night = Night(monkeypatch, tmp_path)
    night.reason = "store.test answered 403"
    with pytest.raises(UserError, match=r"FH-BACKUP-UPLOAD: the backup was not taken: store\.test answered 403"):
        nightly.nightly(folder(tmp_path / "a"))
    night.age.write_text("#!/bin/sh\ncat > /dev/null; exit 3\n")
    with pytest.raises(UserError, match="FH-BACKUP-AGE: age ended with status 3"):
        nightly.nightly(folder(tmp_path / "b"))
    night.settings = {"backupUrl": "https://store.test/put/"}
    assert nightly.nightly(folder(tmp_path / "c")) == "no backupUrl: nothing to send"
    assert record.last() is None


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://a.test/o/", "/o/name"),
        ("https://a.test", "/name"),
        ("https://a.test/o/fixed?sig=1", "/o/fixed?sig=1"),
        ("https://a.test/o/?sig=1", "/o/name?sig=1"),
    ],
)
def test_where_a_backup_goes(url: str, path: str) -> None:
    assert upload.target(urlsplit(url), "name") == path


@pytest.mark.parametrize("url", ["http://a.test/", "https://user@a.test/", "https://127.0.0.1/", "https://[::1]/"])
def test_where_no_backup_goes(url: str, tmp_path: Path) -> None:
    assert upload.put(url, tmp_path) != ""
