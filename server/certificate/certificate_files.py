"""What the certificate program keeps and looks at: its files, the names' addresses, its own page."""

import calendar
import io
import json
import os
import re
import secrets
import socket
import subprocess
import tarfile
import time
import urllib.request

from certificate_nginx import read, write
from certificate_order import HOME, WEBROOT
from certificate_plan import Have, digest

# Key and chain in one file, so that they are never of two orders. Its first line names the CA's directory.
PAIR = f"{HOME}/pair.pem"
SAVED = f"{HOME}/saved.tar"


def json_file(path):
    try:
        return json.loads(read(path) or "{}")
    except ValueError:
        # Cut short by a power failure: as good as none.
        return {}


def place(pem, server):
    write(PAIR, f"CA: {server}\n".encode() + pem, 0o600, 0)


def pair():
    with open(PAIR, "rb") as file:
        return file.read()


def seconds(text):
    return calendar.timegm(time.strptime(text.strip(), "%b %d %H:%M:%S %Y %Z"))


def have():
    """The certificate that is here, or None where there is none that can be read."""
    ask = ["openssl", "x509", "-in", PAIR, "-noout", "-startdate", "-enddate", "-ext", "subjectAltName"]
    done = subprocess.run(ask, check=False, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    if done.returncode != 0:
        return None
    begins, ends = (re.search(rf"{word}=(.*)", done.stdout)[1] for word in ("notBefore", "notAfter"))
    names = re.findall(r"(?:DNS|IP Address):([^,\s]+)", done.stdout)
    pem = pair()
    server = re.match(rb"CA: (\S+)", pem)
    return Have(
        names=frozenset(names),
        begins=seconds(begins),
        ends=seconds(ends),
        digest=digest(pem)[:16],
        server=server[1].decode() if server else "",
    )


def resolve(plan):
    """Name -> all its addresses, as this server's resolver says."""
    found = {}
    for name in () if plan.bare else plan.names:
        try:
            found[name] = sorted({entry[4][0] for entry in socket.getaddrinfo(name, 80, type=socket.SOCK_STREAM)})
        except OSError:
            found[name] = []
    return found


def site_answers():
    """Whether port 80 of this server gives what lies in the directory of challenges."""
    folder, name = f"{WEBROOT}/.well-known/acme-challenge", f"freehold-{secrets.token_hex(8)}"
    os.makedirs(folder, 0o755, exist_ok=True)
    write(f"{folder}/{name}", name, 0o644, 0)
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1/.well-known/acme-challenge/{name}", timeout=10) as answer:
            return answer.read(300).decode() == name
    except (OSError, ValueError):
        return False
    finally:
        os.remove(f"{folder}/{name}")


def pack(out):
    """A tar of certificate, key and account: what a server in this one's place must not ask for again. False: there is none."""
    if not os.path.exists(PAIR):
        return False
    with tarfile.open(fileobj=out, mode="w|") as tar:
        for name in ("pair.pem", "certbot/accounts"):
            if os.path.exists(f"{HOME}/{name}"):
                tar.add(f"{HOME}/{name}", arcname=name)
    return True


def unpack():
    """Takes what the server before this one had saved, where this one has nothing yet."""
    if not os.path.exists(SAVED):
        return
    with open(SAVED, "rb") as file:
        content = io.BytesIO(file.read())
    if not os.path.exists(PAIR):
        try:
            with tarfile.open(fileobj=content) as tar:
                tar.extractall(HOME, filter="data")
            print("took the certificate of the server before this one", flush=True)
        except (tarfile.TarError, OSError) as error:
            print(
                f"what was saved of the server before this one cannot be read ({error}); going on without", flush=True
            )
    os.remove(SAVED)
