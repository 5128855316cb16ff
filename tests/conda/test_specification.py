"""environment.yml: what is read, and what is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from specification import PLATFORMS, Specification, read_specification
from user_error import UserError


def read(folder: Path, text: str) -> Specification:
    (folder / "conda/channels/mine").mkdir(parents=True, exist_ok=True)
    (folder / "environment.yml").write_text(text)
    return read_specification(folder)


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(UserError) as caught:
        read(folder, text)
    return list(caught.value.problems)


WHOLE = """\
name: blog
channels: [conda-forge, https://mirror.example.org/conda-forge/, ./conda/channels/mine, nodefaults]
dependencies:
  - python=3.13  # as the blog's
  - conda-forge::numpy >=2,<3
prefix: /home/ada/miniforge3/envs/blog
"""


def test_the_standard_file_is_read(tmp_path: Path) -> None:
    got = read(tmp_path, WHOLE)
    assert got.channels == ("conda-forge", "https://mirror.example.org/conda-forge", "./conda/channels/mine")
    assert got.dependencies == ("python 3.13.*", "conda-forge::numpy >=2,<3")
    assert got.platforms == PLATFORMS == ("linux-64", "linux-aarch64", "osx-arm64")


def test_a_path_and_its_file_url_are_the_same_channel(tmp_path: Path) -> None:
    url = (tmp_path / "conda/channels/mine").as_uri()
    got = read(tmp_path, f"channels: ['{url}']\ndependencies: [a]")
    assert got.channels == ("./conda/channels/mine",)


def test_the_fingerprint_is_of_what_the_lock_depends_on(tmp_path: Path) -> None:
    before = read(tmp_path, WHOLE).fingerprint()
    same = WHOLE.replace("name: blog", "name: other").replace("  # as the blog's", "")
    assert read(tmp_path, same).fingerprint() == before
    assert read(tmp_path, WHOLE.replace("3.13", "3.12")).fingerprint() != before
    assert read(tmp_path, WHOLE.replace("[conda-forge, ", "[bioconda, conda-forge, ")).fingerprint() != before
    assert read(tmp_path, WHOLE + "platforms: [linux-64]\n").fingerprint() != before


def test_all_problems_come_at_once_with_their_lines(tmp_path: Path) -> None:
    text = """\
channels:
  - defaults
  - ftp://example.org/x
  - https://ada:secret@example.org/x
  - https://conda.anaconda.org/t/to-123/ada
  - ../channel
  - ./conda/channels/none
dependencies:
  - numpy >>1
  - pip:
    - six
  - https://example.org/noarch/a-1-0.conda
variables: {A: b}
platforms: [win-64]
sources: []
channels: [x]
"""
    got = refused(tmp_path, text)
    assert [line.split(":")[0] for line in got] == [
        f"environment.yml, line {number}" for number in (2, 3, 4, 5, 6, 7, 9, 10, 12, 13, 14, 15, 16)
    ]
    assert "use conda-forge" in got[0]
    assert "has scheme ftp; there are: https, http, file" in got[1]
    assert "a channel of example.org has a password or token in its URL" in got[2]
    assert "secret" not in "".join(got)
    assert "to-123" not in "".join(got)
    assert '"../channel" is outside app/conda/channels/: only what is in there goes along with a push' in got[4]
    assert f'"./conda/channels/none" is not there: {tmp_path}/conda/channels/none is no folder' in got[5]
    assert (
        got[6]
        == 'environment.yml, line 9: "numpy >>1" is not a package with a version: unable to parse version spec: >>1'
    )
    assert "a pip section has no hashes of its own" in got[7]
    assert "name the package, and its channel under `channels`" in got[8]
    assert "`variables` is not supported: set them in compose.yaml" in got[9]
    assert '"win-64" is not locked here; there are: linux-64, linux-aarch64, osx-arm64' in got[10]
    assert "`sources` is not known; there are: name, channels, dependencies, platforms, prefix" in got[11]
    assert "`channels` is there twice: keep one" in got[12]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [1\nb: 2\n", "environment.yml, line 2: not YAML: expected ',' or ']', but got ':'"),
        ("", "environment.yml: expected `channels:` and `dependencies:`, each with a list"),
        ("channels: [a]\n", "environment.yml: `dependencies` is missing: a list, for example [numpy=2.1]"),
        (
            "channels: [a]\ndependencies: []\n",
            "environment.yml, line 2: `dependencies` must be a list that is not empty, for example [numpy=2.1]",
        ),
        (
            "channels: [a]\ndependencies: [[b]]\n",
            "environment.yml, line 2: `dependencies` must have one plain text in each entry, for example [numpy=2.1]",
        ),
    ],
)
def test_a_broken_file_is_one_plain_line(tmp_path: Path, text: str, expected: str) -> None:
    assert refused(tmp_path, text) == [expected]


def test_a_link_out_of_the_folder_is_outside(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "conda/channels").mkdir(parents=True)
    (tmp_path / "conda/channels/link").symlink_to(tmp_path / "elsewhere")
    [problem] = refused(tmp_path, "channels: [./conda/channels/link]\ndependencies: [a]")
    assert "is outside app/conda/channels/" in problem
