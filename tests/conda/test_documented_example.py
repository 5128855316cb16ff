"""The example of docs/conda.md resolves, against a channel with the relations that conda-forge's feedstocks state.

What it does not model: conda-forge's other packages, and its repodata patches. No conda channel can be reached
from where this was written.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from conda_package import add_package
from conftest import ROOT, Blog
from lockfile import read_records

PLATFORMS = ("linux-64", "linux-aarch64", "osx-arm64")

# py4dstem-feedstock, 84afd34 of 2025-01 (0.14.18; the newest that there is), 5c271e7, 40e246d, daa2149 and 16d5af6.
PY4DSTEM = {
    "0.14.14": ["numpy >=1.19", "scikit-learn >=0.23.2"],
    "0.14.15": ["numpy >=1.19", "scikit-learn >=0.23.2,<1.5"],
    "0.14.17": ["numpy >=1.19,<2.0", "scikit-learn >=0.23.2,<1.5"],
    "0.14.18": ["numpy >=1.19,<2.0", "scikit-learn >=0.23.2,<1.5"],
}
# Its other requirements, which set no upper limit that matters here.
OTHERS = (
    *("scipy", "h5py", "hdf5plugin", "ncempy", "matplotlib-base", "scikit-image", "scikit-optimize", "tqdm", "dill"),
    *("gdown", "dask-core", "distributed", "emdfile", "mpire", "threadpoolctl", "pylops", "colorspacious"),
)
# Which Python each has builds for: the first scikit-learn for 3.13 is 1.5.2, and numpy 2.1.
BUILDS = {
    ("numpy", "1.26.4"): ("3.11", "3.12"),
    ("numpy", "2.1.0"): ("3.12", "3.13"),
    ("scikit-learn", "1.4.2"): ("3.11", "3.12"),
    ("scikit-learn", "1.5.2"): ("3.12", "3.13"),
}


def example() -> dict[str, list[str]]:
    """The first block of YAML in the page."""
    text = (ROOT / "docs/conda.md").read_text()
    block = re.search(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert block
    found: dict[str, list[str]] = yaml.safe_load(block[1])
    return found


def fill(channel: Path) -> None:
    for name in OTHERS:
        add_package(channel, "noarch", name, "1.0", noarch="generic")
    for version, limits in PY4DSTEM.items():
        needs = ["python >=3.10", *limits, *OTHERS]
        add_package(channel, "noarch", "py4dstem", version, needs, noarch="python")
    for platform in PLATFORMS:
        for version in ("3.11.13", "3.12.11"):
            add_package(channel, platform, "python", version)
        for (name, version), pythons in BUILDS.items():
            for python in pythons:
                low, high = python, f"3.{int(python.split('.')[1]) + 1}"
                needs = [f"python >={low},<{high}.0a0", *(["numpy"] if name != "numpy" else [])]
                add_package(channel, platform, name, version, needs, build=f"py{python.replace('.', '')}_0")


@pytest.fixture
def forge(blog: Blog) -> Blog:
    fill(blog.channel)
    blog.index()
    return blog


def chosen(blog: Blog, *names: str) -> list[tuple[str, ...]]:
    """Versions of these on each platform, in the order of the names."""
    records = read_records(blog.folder) or {}
    assert sorted(records) == sorted(PLATFORMS)
    found = [{record.name.normalized: str(record.version) for record in records[one]} for one in PLATFORMS]
    return [tuple(versions[name] for name in names) for versions in found]


def test_the_example_resolves_to_the_release_that_it_names(forge: Blog) -> None:
    asked = example()
    assert asked["channels"] == ["conda-forge"]
    forge.asks(*asked["dependencies"])
    done = forge.lock()
    assert (done.status, done.err) == (0, "")
    names = ("python", "py4dstem", "numpy", "scikit-learn")
    assert chosen(forge, *names) == [("3.12.11", "0.14.18", "1.26.4", "1.4.2")] * 3


def test_python_313_gets_a_release_of_2024_as_the_page_says(forge: Blog) -> None:
    forge.asks("python=3.13", "py4dstem")
    assert forge.lock().status == 0
    assert chosen(forge, "py4dstem", "numpy") == [("0.14.14", "2.1.0")] * 3


def test_python_313_and_the_newest_release_are_refused_with_what_excludes_them(forge: Blog) -> None:
    forge.asks("python=3.13", "py4dstem=0.14.18")
    done = forge.lock()
    assert done.status == 1
    assert "py4dstem" in done.err
    assert re.search(r"(numpy >=1.19,<2.0|scikit-learn >=0.23.2,<1.5)", done.err)
