"""nginx's part: two generated files, tested before they count and put back if refused."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from certificate.plan import Have, Plan, secured
from shared.files import read_text, write_whole
from shared.locks import held

TLS = Path("/var/lib/freehold/nginx/tls")
# Text of https.conf as nginx has taken it.
LOADED = Path("/var/lib/freehold/certificate/loaded")
NGINX_GROUP = 33
HEAD = "# Written by freehold-certificate; changes are lost.\n"
# A name that is not ours, then one that has a certificate. In both servers.
REFUSE = ["if ($freehold_refused) {", "  return 421;", "}"]
REDIRECT = ["if ($freehold_redirect) {", "  return 308 $freehold_redirect$request_uri;", "}"]
# Read by the server of port 80 (nginx/conf/site.conf); its variables are always in https.conf.
HTTP = HEAD + "\n".join([*REFUSE, *REDIRECT, ""])


def server(*lines: str) -> str:
    """Return a server of nginx."""
    return "\n".join(["server {", *(f"  {line}" for line in lines), "}", ""])


def table(name: str, default: str, rows: Mapping[str, str]) -> str:
    """Return a map from a request's host to ``$name``; challenge and own check always get the empty text."""
    # Patterns, for a plain key may not be longer than nginx' hash of a map, whose size is set elsewhere.
    lines = "".join(f'  "~^ {re.escape(key)}$" "{value}";\n' for key, value in rows.items())
    return f'map "$freehold_exempt $host" ${name} {{\n  default "{default}";\n  "~^1 " "";\n{lines}}}\n'


def redirects(plan: Plan, have: Have | None, now: float) -> dict[str, str]:
    """Return name -> where its HTTP requests go. Nothing goes to a certificate that is not valid."""
    if not have or not have.serves(now):
        return {}
    ours = secured(plan, have)
    rows = {name: plan.secure_url(name) for name in ours}
    if plan.names[0] in ours:
        rows.setdefault(plan.address, plan.https_url)
    return rows


def listener(plan: Plan, have: Have | None, now: float) -> str:
    """Return the server of port 443, nothing where no name of ours has a certificate."""
    ours = secured(plan, have)
    if have is None or not ours:
        return ""
    # A client that asks for an address names no server in its handshake.
    default = plan.address in ours
    reject = server("listen 8443 ssl default_server;", "ssl_reject_handshake on;", "return 421;")
    # HSTS would lock readers out of a site whose certificate has ended.
    # Twice: a location with headers of its own (nginx/conf/content.inc) inherits none, and sends the variable.
    hsts = [
        'add_header Strict-Transport-Security "max-age=31536000" always;',
        'set $freehold_transport "max-age=31536000";',
    ]
    pair = f"/etc/nginx/tls.d/pair-{have.digest}.pem"
    return ("" if default else reject) + server(
        f"listen 8443 ssl{' default_server' if default else ''};",
        "http2 on;",
        f"server_name {' '.join(ours)};",
        f"ssl_certificate {pair};",
        f"ssl_certificate_key {pair};",
        *REFUSE,
        *(hsts if plan.hsts and not plan.bare and have.serves(now) else []),
        "include /etc/nginx/conf.d/site.inc;",
    )


def render(plan: Plan | None, have: Have | None, now: float) -> str:
    """Return the text of https.conf. ``plan`` ``None``: any host is answered, by HTTP only."""
    if plan is None:
        return HEAD + table("freehold_refused", "", {}) + table("freehold_redirect", "", {})
    hosts = dict.fromkeys((*plan.names, plan.address), "")
    return (
        HEAD
        + table("freehold_refused", "1", hosts)
        + table("freehold_redirect", "", redirects(plan, have, now))
        + listener(plan, have, now)
    )


def container() -> list[str]:
    """Return nginx' container, or nothing."""
    label = "label=com.docker.swarm.service.name=blog_nginx"
    found = subprocess.run(["docker", "ps", "--quiet", "--filter", label], check=False, capture_output=True, text=True)
    return found.stdout.split()[:1]


def nginx(*words: str) -> subprocess.CompletedProcess[str]:
    """Run nginx' own command in its container, both streams in order."""
    return subprocess.run(
        ["docker", "exec", *container(), "nginx", *words],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def put(text: str | None, pair: bytes, name: str) -> None:
    """Write the files. Those of port 80 need the variables of the other, so they come after it and go before it."""
    if text is None:
        for file in ("http.inc", "https.conf"):
            (TLS / file).unlink(missing_ok=True)
        return
    if pair:
        write_whole(TLS / name, pair, 0o640, NGINX_GROUP)
    write_whole(TLS / "https.conf", text, 0o640, NGINX_GROUP)
    write_whole(TLS / "http.inc", HTTP, 0o640, NGINX_GROUP)


def load(text: str, pair: bytes, name: str) -> str | None:
    """Make ``text`` what nginx runs. No release changes nginx meanwhile.

    ``pair``: key and chain, written as ``name``; empty where there is none. Returns nginx's words where it refuses;
    the old configuration is then back.
    """
    with held("/run/freehold/deploy.lock"):
        before = read_text(TLS / "https.conf")
        put(text, pair, name)
        if not container():
            # It reads them when it starts; the next run makes sure.
            return None
        tested = nginx("-t")
        if tested.returncode != 0:
            put(before, b"", "")
            return tested.stdout
        nginx("-s", "reload")
        write_whole(LOADED, text, 0o600)
        for old in TLS.glob("pair-*"):
            if old.name != name:
                old.unlink()
    return None
