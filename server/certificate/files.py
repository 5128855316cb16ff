"""What the certificate program keeps and looks at: its files, the names' addresses, its own page."""

from __future__ import annotations

import calendar
import io
import os
import re
import secrets
import socket
import subprocess
import tarfile
import time
import urllib.request
from typing import IO

from certificate.order import HOME, WEBROOT
from certificate.plan import Have, Plan, digest
from shared.files import write_whole

# Key and chain in one file, so that they are never of two orders. Its first line names the CA's directory.
PAIR = HOME / "pair.pem"
SAVED = HOME / "saved.tar"


def place(pem: bytes, server: str) -> None:
    """Keep an order's key and chain, and the CA that gave it."""
    write_whole(PAIR, f"CA: {server}\n".encode() + pem, 0o600)


def seconds(text: str) -> int:
    """Return openssl's date as seconds since 1970."""
    return calendar.timegm(time.strptime(text.strip(), "%b %d %H:%M:%S %Y %Z"))


def have() -> Have | None:
    """Return the certificate that is here, or ``None`` where there is none that can be read."""
    ask = ["openssl", "x509", "-in", str(PAIR), "-noout", "-startdate", "-enddate", "-ext", "subjectAltName"]
    done = subprocess.run(ask, check=False, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    dates = dict(re.findall(r"(notBefore|notAfter)=(.*)", done.stdout))
    if done.returncode != 0:
        return None
    pem = PAIR.read_bytes()
    server = re.match(rb"CA: (\S+)", pem)
    return Have(
        names=frozenset(re.findall(r"(?:DNS|IP Address):([^,\s]+)", done.stdout)),
        begins=seconds(dates["notBefore"]),
        ends=seconds(dates["notAfter"]),
        digest=digest(pem)[:16],
        server=server[1].decode() if server else "",
    )


def resolve(plan: Plan) -> dict[str, list[str]]:
    """Return name -> all its addresses, as this server's resolver says."""
    found = {}
    for name in () if plan.bare else plan.names:
        try:
            found[name] = sorted({str(entry[4][0]) for entry in socket.getaddrinfo(name, 80, type=socket.SOCK_STREAM)})
        except OSError:
            found[name] = []
    return found


def site_answers() -> bool:
    """Tell whether port 80 of this server gives what lies in the directory of challenges."""
    name = f"freehold-{secrets.token_hex(8)}"
    file = WEBROOT / ".well-known/acme-challenge" / name
    write_whole(file, name)
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1/.well-known/acme-challenge/{name}", timeout=10) as answer:
            return bool(answer.read(300).decode() == name)
    except (OSError, ValueError):
        return False
    finally:
        file.unlink()


def pack(out: IO[bytes]) -> bool:
    """Write certificate, key and account as a tar: what a server in this one's place must not ask for again.

    Returns ``False`` where there is none.
    """
    if not PAIR.exists():
        return False
    with tarfile.open(fileobj=out, mode="w|") as tar:
        for name in ("pair.pem", "certbot/accounts"):
            if (HOME / name).exists():
                tar.add(HOME / name, arcname=name)
    return True


def unpack() -> None:
    """Take what the server before this one had saved, where this one has nothing yet."""
    if not SAVED.exists():
        return
    if not PAIR.exists():
        try:
            with tarfile.open(fileobj=io.BytesIO(SAVED.read_bytes())) as tar:
                tar.extractall(HOME, filter="data")
            print("took the certificate of the server before this one", flush=True)
        except (tarfile.TarError, OSError) as error:
            print(f"what was saved of the server before this one is unreadable ({error}); going on without", flush=True)
    SAVED.unlink()
