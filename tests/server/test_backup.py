"""A backup from one played server to another: real git, tar and ssh-keygen; no users, cgroups or locks."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from backup_world import Machine, folder

from alarm import gauges
from alarm.gauges import DAY, Gauges
from backup import archive, collect, manifest, record, take as taking
from backup.record import Record
from backup.take import joined, refusal
from certificate.plan import Have
from readers.store import FOLDER as READERS
from release import content, git, records, state
from release.machine import MB
from release.places import STATE
from release.records import Entry
from shared.errors import UserError
from shared.files import write_whole

REQUEST = json.dumps(
    {"stack": "blog", "members": [{"name": "state.json", "bytes": 2, "sha256": "a" * 64}]},
)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: Path) -> Machine:
    assert state == STATE
    (STATE.parent / "run").mkdir(exist_ok=True)
    made = Machine(tmp_path / "old")
    made.lives(monkeypatch)
    return made


def made(tmp_path: Path) -> bytes:
    """Return the server's part of a backup, with the archive's end."""
    stack, others = manifest.parse_request(REQUEST)
    out = io.BytesIO()
    place = folder(tmp_path / "made")
    archive.write(place, collect.make(place, stack, others), out)
    return out.getvalue() + bytes(1024)


def test_a_new_server_takes_in_what_another_gave(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, live = machine.release("one"), machine.release("two")
    day = {"date": "2026-11-24", "visitors": 3}
    write_whole(READERS / "2026-11-24.json", json.dumps(day) + "\n")
    before = records.read()
    backup = made(tmp_path)
    with tarfile.open(fileobj=io.BytesIO(backup)) as tar:
        assert tar.getnames() == [
            "manifest.json",
            "manifest.json.sig",
            "site.bundle",
            "releases.jsonl",
            "readers.jsonl",
        ]
        about = json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
    assert (about["stack"], about["live"], about["certificate"], about["format"]) == ("blog", live, None, 1)
    assert [one["name"] for one in about["members"]][-1] == "state.json"

    # Another server, to which the live commit was pushed.
    other = Machine(tmp_path / "new")
    other.git("fetch", "--quiet", str(machine.repository), "main:main")
    other.lives(monkeypatch)
    (STATE / "releases.jsonl").unlink()
    (READERS / "2026-11-24.json").unlink()
    pushed = Entry(live, "operator", "push", "live", 30, "2026-12-01T00:00:00Z")
    records.add(pushed)
    for _ in range(2):
        # Twice: an answer may be lost, and the laptop sends it again.
        place = folder(tmp_path / f"unpacked{_}")
        taken = taking.take(place, archive.read(io.BytesIO(_without_signature(backup)), place))
        assert taken == "took 2 entries of the list of releases and 1 days of readers"
        assert records.read() == [*before, pushed]
    assert other.git("rev-parse", f"{git.KEPT}{first}") == first
    assert json.loads((READERS / "2026-11-24.json").read_text()) == day
    assert records.previous(records.read(), live) == first


def _without_signature(backup: bytes) -> bytes:
    """Return what the laptop sends on: the same without signature."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(backup)) as tar:
        for info in tar:
            if not info.name.endswith(".sig"):
                out.write(info.tobuf(tarfile.USTAR_FORMAT))
                out.write(tar.extractfile(info).read() + bytes(-info.size % 512))  # type: ignore[union-attr]
    return out.getvalue() + bytes(1024)


def test_the_signature_is_of_the_manifest_by_the_host_key(machine: Machine, tmp_path: Path) -> None:
    machine.release("one")
    made(tmp_path)
    place = tmp_path / "made"
    key = " ".join(machine.key.with_suffix(".pub").read_text().split()[:2])
    assert json.loads((place / "manifest.json").read_text())["host"] == key
    (place / "allowed").write_text(f"server {key}\n")
    words = ["ssh-keygen", "-Y", "verify", "-f", str(place / "allowed"), "-I", "server", "-n", collect.NAMESPACE]
    words += ["-s", str(place / "manifest.json.sig")]
    text = (place / "manifest.json").read_bytes()
    assert subprocess.run(words, input=text, check=False, capture_output=True).returncode == 0
    assert subprocess.run(words, input=text + b" ", check=False, capture_output=True).returncode != 0


def test_pages_are_listed_as_sha256sum_does(tmp_path: Path) -> None:
    site = folder(tmp_path / "site")
    (site / "posts/a").mkdir(parents=True)
    (site / "posts/a/index.html").write_text("hello")
    (site / "posts/a/index.html.br").write_text("x")
    (site / "link").symlink_to("/etc/passwd")
    text = collect.page_sums(site)
    assert text == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824  posts/a/index.html\n"
    done = subprocess.run(["sha256sum", "--check", "--strict"], cwd=site, input=text.encode(), check=False)
    assert done.returncode == 0


def test_without_a_release_or_without_disk_there_is_no_backup(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="FH-BACKUP-NONE"):
        collect.bundle(tmp_path)
    machine.release("one")
    # A release in between that ended what was live.
    monkeypatch.setattr(state, "live_release", lambda: "f" * 40)
    with pytest.raises(UserError, match="FH-BACKUP-BUSY"):
        collect.bundle(tmp_path)
    monkeypatch.setattr(collect, "free_space", lambda _: (499 * MB, 1))
    with pytest.raises(UserError, match="FH-BACKUP-DISK"):
        collect.check_disk(machine.repository)


def _file(name: str, text: bytes, kind: bytes = tarfile.REGTYPE) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(text), kind, "/etc/passwd"
    return info.tobuf(tarfile.USTAR_FORMAT) + text + bytes(-len(text) % 512)


def _about(**changes: object) -> bytes:
    one = {
        "name": "releases.jsonl",
        "bytes": 3,
        "sha256": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    }
    data = {"format": 1, "live": "1" * 40, "members": [{**one, "bytes": 1}], **changes}
    return _file("manifest.json", json.dumps(data).encode())


@pytest.mark.parametrize(
    ("bytes_", "code"),
    [
        (b"", "FH-BACKUP-DAMAGED"),
        (b"x" * 1024, "FH-BACKUP-DAMAGED"),
        (_file("other.json", b"{}"), "FH-BACKUP-DAMAGED"),
        (_file("manifest.json", b"{}"), "FH-BACKUP-MANIFEST"),
        (_file("manifest.json", b"{}", tarfile.SYMTYPE), "FH-BACKUP-DAMAGED"),
        (_about(format=2), "FH-RESTORE-NEWER"),
        (_about(live="main"), "FH-BACKUP-MANIFEST"),
        (_about(members=[{"name": "../x", "bytes": 1, "sha256": "a" * 64}]), "FH-BACKUP-MANIFEST"),
        (_about(members=[{"name": "releases.jsonl", "bytes": 1 << 40, "sha256": "a" * 64}]), "FH-BACKUP-MANIFEST"),
        (_about(members=[{"name": "releases.jsonl", "bytes": 1, "sha256": "a" * 64}] * 2), "FH-BACKUP-MANIFEST"),
        (_about(), "FH-BACKUP-DAMAGED"),
        (_about() + _file("releases.jsonl", b"b"), "FH-BACKUP-DAMAGED"),
        (_about() + _file("releases.jsonl", b"aa"), "FH-BACKUP-DAMAGED"),
        (_about() + _file("releases.jsonl", b"", tarfile.SYMTYPE), "FH-BACKUP-DAMAGED"),
        (_about() + _file("releases.jsonl", b"", tarfile.LNKTYPE), "FH-BACKUP-DAMAGED"),
        (_about() + _file("releases.jsonl", b"", tarfile.CHRTYPE), "FH-BACKUP-DAMAGED"),
        (_about() + _file("readers.jsonl", b"a"), "FH-BACKUP-DAMAGED"),
    ],
)
def test_what_is_no_backup_is_not_taken(tmp_path: Path, bytes_: bytes, code: str) -> None:
    with pytest.raises(UserError, match=code):
        archive.read(io.BytesIO(bytes_), folder(tmp_path / "x"))


def test_a_good_member_is_taken(tmp_path: Path) -> None:
    place = folder(tmp_path / "x")
    assert archive.read(io.BytesIO(_about() + _file("releases.jsonl", b"a") + bytes(1024)), place) == "1" * 40
    assert (place / "releases.jsonl").read_bytes() == b"a"


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "{}", '{"stack": "a b", "members": []}'),
        '{"stack": "blog", "members": [{"name": "site.bundle"}]}',
        '{"stack": "blog", "members": [{"name": "state.json", "bytes": -1, "sha256": "' + "a" * 64 + '"}]}',
    ],
)
def test_a_request_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="FH-BACKUP-MANIFEST"):
        manifest.parse_request(text)


def entry(release: str, result: str = "live", at: str = "2026-11-25T08:00:00Z") -> Entry:
    return Entry(release * 40, "ada", "push", result, 7, at)


def test_only_a_server_without_releases_of_its_own_takes_a_backup() -> None:
    live = "1" * 40
    assert refusal(live, live, [entry("1"), entry("2", "refused")]) == ""
    assert "this server serves 222222222222" in refusal(live, "2" * 40, [])
    assert "this server serves nothing" in refusal(live, "", [])
    assert "releases of its own: 222222222222" in refusal(live, live, [entry("2"), entry("1")])
    assert joined([entry("2"), entry("1")], [entry("1"), entry("3")]) == [entry("2"), entry("1"), entry("3")]


def test_a_server_that_is_not_empty_stays_as_it_is(machine: Machine, tmp_path: Path) -> None:
    machine.release("one")
    backup = _without_signature(made(tmp_path))
    machine.release("two")
    before = (records.read(), machine.git("for-each-ref"))
    place = folder(tmp_path / "unpacked")
    (STATE / "releases.jsonl").write_text("\n".join(json.dumps(records.shown(one)) for one in before[0][1:]))
    changed = records.read()
    with pytest.raises(UserError, match="FH-RESTORE-NOT-EMPTY"):
        taking.take(place, archive.read(io.BytesIO(backup), place))
    assert (records.read(), machine.git("for-each-ref")) == (changed, before[1])


def test_odd_days_of_readers_are_left_out() -> None:
    assert list(collect.days_of('{"date": "2026-11-24"}\n{\n[]\n{"date": "../x"}\n')) == ["2026-11-24", "../x"]
    dates: list[tuple[str, bool]] = [("2026-11-24", True), ("../x", False), ("2026-13-01", False), ("20261124", False)]
    is_date: Callable[[str], bool] = taking._is_date
    assert [is_date(text) for text, _ in dates] == [good for _, good in dates]


def test_the_record_of_the_last_backup() -> None:
    assert record.last() is None
    text = json.dumps({"at": "2026-11-25T08:00:00Z", "bytes": 5, "release": "1" * 40})
    record.note(text)
    assert record.last() == Record("2026-11-25T08:00:00Z", 5, "1" * 40)
    for wrong in ("", "[]", "{}", text.replace("5,", '"5",'), text.replace("Z", "")):
        with pytest.raises(UserError, match="FH-BACKUP-MANIFEST"):
            record.note(wrong)
    assert record.last() == Record("2026-11-25T08:00:00Z", 5, "1" * 40)


def test_since_when_something_is_in_no_backup() -> None:
    last = Record("2026-11-25T08:00:00Z", 5, "1" * 40)
    later = [entry("2", at="2026-11-26T00:00:00Z"), entry("3", at="2026-11-27T00:00:00Z")]
    assert record.unsaved_since(None, later) == ""
    assert record.unsaved_since(None, later, expected=True) == "2026-11-26T00:00:00Z"
    assert record.unsaved_since(last, [entry("1"), entry("2", "refused", "2026-11-26T00:00:00Z")]) == ""
    assert record.unsaved_since(last, [entry("1"), *later]) == "2026-11-26T00:00:00Z"


@pytest.mark.parametrize(
    ("age", "nightly", "words"),
    [
        (None, False, []),
        (14 * DAY, False, []),
        (14 * DAY + 1, False, ["backup"]),
        (3 * DAY, True, []),
        (3 * DAY + 1, True, ["backup"]),
    ],
)
def test_the_word_backup(age: int | None, nightly: bool, words: list[str]) -> None:
    now = 1_800_000_000
    unsaved = "" if age is None else state.utc(now - age)
    found = Gauges(9000, 900_000, 300, None, None, 0, now, unsaved, nightly)
    assert [one.word for one in gauges.troubles(found)] == words
    assert content.name_of("1" * 40) == ""


def test_a_certificate_is_named_and_its_file_is_a_member(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.release("one")
    mine = Have(frozenset({"www.example.org", "example.org"}), 0, 1_800_000_000, "https://ca.test", "0" * 16)
    monkeypatch.setattr(collect, "have", lambda: mine)
    monkeypatch.setattr(collect, "pack", lambda out: bool(out.write(b"key and chain")))
    place = folder(tmp_path / "made")
    names = collect.make(place, "blog", [])
    assert names[-1] == "certificate.tar"
    assert (place / "certificate.tar").read_bytes() == b"key and chain"
    about = json.loads((place / "manifest.json").read_text())
    assert about["certificate"] == {"names": ["example.org", "www.example.org"], "ends": "2027-01-15T08:00:00Z"}
    # One that cannot be read is left out.
    monkeypatch.setattr(collect, "have", lambda: None)
    again = folder(tmp_path / "again")
    assert "certificate.tar" not in collect.make(again, "blog", [])
    assert not (again / "certificate.tar").exists()
