"""Which files go, and which tests do not."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from trim import imports, is_test_folder, reason


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("include/zlib.h", "headers"),
        ("lib/libz.a", "static libraries"),
        ("lib/libz.la", "static libraries"),
        ("lib/python3.13/config-3.13-x86_64-linux-gnu/libpython3.13.a", "static libraries"),
        ("lib/pkgconfig/zlib.pc", "build files"),
        ("share/doc/zlib/README", "documentation"),
        ("share/man/man3/zlib.3", "documentation"),
        ("etc/conda/activate.d/proj.sh", "activation scripts"),
        ("etc/fonts/fonts.conf", None),
        ("pkgs/zlib-1-0.conda", "package cache"),
        ("lib/libz.so.1", None),
        ("share/doctor/data", None),
        ("lib/python3.13/site-packages/numpy/_core/include/numpy/arrayobject.h", None),
        ("lib/python3.13/site-packages/skimage/io/__init__.pyi", None),
        ("share/proj/proj.db", None),
    ],
)
def test_by_path(path: str, expected: str | None) -> None:
    assert reason(PurePosixPath(path)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("lib/python3.13/site-packages/scipy/fft/tests", True),
        ("lib/python3.13/unittest/test", True),
        ("lib/python3.13/site-packages/scipy/tests/tests", False),
        ("lib/python3.13/site-packages/numpy/testing", False),
        ("share/tests", False),
    ],
)
def test_folders_of_tests(path: str, expected: bool) -> None:
    assert is_test_folder(PurePosixPath(path)) is expected


def test_imports_are_read_from_the_code_not_from_its_comments() -> None:
    assert "tests" in imports("from .tests.runner import make")
    assert "tests" in imports("from . import (\n    tests,\n)")
    assert "tests" in imports("import astropy.tests")
    assert "tests" not in imports("# from .tests import x\ntext = 'import tests'\n")
