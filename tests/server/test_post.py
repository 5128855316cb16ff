"""A message over a network: real names, TLS and HTTP, in a network namespace of this test's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NAMESPACES = ["unshare", "--map-root-user", "--net", "--mount"]
MAY = subprocess.run([*NAMESPACES, "true"], capture_output=True, check=False).returncode == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    names = "subjectAltName=DNS:alarm.test,DNS:inside.test"
    pair = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=alarm.test"]
    subprocess.run([*command, "-addext", names, *pair], check=True, capture_output=True)
    return tmp_path


def posts(folder: Path, trusted: bool, *urls: str) -> dict[str, Any]:
    paths = os.pathsep.join(str(ROOT / name) for name in ("server", "cloud-init/files/usr/local/lib/freehold"))
    trust = {"SSL_CERT_FILE": str(folder / "cert.pem")} if trusted else {}
    command = [*NAMESPACES, sys.executable, str(Path(__file__).parent / "posts_in_namespace.py"), str(folder), *urls]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": paths, **trust}, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(not MAY and not os.environ.get("CI"), reason="this user may not make network namespaces")
def test_a_message_arrives_once_and_only_where_it_may_go(folder: Path) -> None:
    paths = ("alarm.test/hook", "alarm.test/moved", "alarm.test/broken", "inside.test/hook", "other.test/hook")
    urls = [f"https://{path}" for path in paths]
    found = posts(folder, True, *urls, "https://alarm.test:444/hook", "https://nowhere.test/hook")
    answers = list(found["answers"].values())
    assert answers[0] == ""
    assert answers[1] == "alarm.test answered 302, expected 2xx"
    assert answers[2] == "alarm.test answered 500, expected 2xx"
    assert answers[3] == "inside.test is no address of the internet"
    assert "CERTIFICATE_VERIFY_FAILED" in answers[4]
    assert "Connection refused" in answers[5]
    assert answers[6] == "nowhere.test has no address"
    line = '{"text": "größer"}\n'
    # A redirect is not followed, and nothing reached what is refused.
    assert found["received"] == [f"/{path} {line}" for path in ("hook", "moved", "broken")]


@pytest.mark.skipif(not MAY and not os.environ.get("CI"), reason="this user may not make network namespaces")
def test_nothing_is_sent_to_whom_no_authority_vouches_for(folder: Path) -> None:
    found = posts(folder, False, "https://alarm.test/hook")
    assert "CERTIFICATE_VERIFY_FAILED" in found["answers"]["https://alarm.test/hook"]
    assert found["received"] == []
