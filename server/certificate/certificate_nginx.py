"""nginx's part: listener, names and redirects are two generated files, tested before they count and put back if refused."""

import fcntl
import os
import re
import subprocess

from certificate_plan import secured

TLS = "/var/lib/freehold/nginx/tls"
LOADED = "/var/lib/freehold/certificate/loaded"
NGINX_GROUP = 33
HEAD = "# Written by freehold-certificate; changes are lost.\n"
# A name that is not ours, then one that has a certificate. In both servers.
REFUSE = ["if ($freehold_refused) {", "  return 421;", "}"]
REDIRECT = ["if ($freehold_redirect) {", "  return 308 $freehold_redirect$request_uri;", "}"]
# Read by the server of port 80 (nginx/conf/site.conf); its variables are always in https.conf.
HTTP = HEAD + "\n".join([*REFUSE, *REDIRECT, ""])


def server(*lines):
    return "\n".join(["server {", *(f"  {line}" for line in lines), "}", ""])


def table(name, default, rows):
    # Patterns, for a plain key may not be longer than nginx' hash of a map, whose size is set elsewhere.
    lines = "".join(f'  "~^ {re.escape(key)}$" "{value}";\n' for key, value in rows.items())
    return f'map "$freehold_exempt $host" ${name} {{\n  default "{default}";\n  "~^1 " "";\n{lines}}}\n'


def redirects(plan, have, now):
    """Name -> where its HTTP requests go. Nothing goes to a certificate that is not valid."""
    if not have or not have.serves(now):
        return {}
    ours = secured(plan, have)
    rows = {name: plan.secure_url(name) for name in ours}
    if plan.names[0] in ours:
        rows.setdefault(plan.address, plan.https_url)
    return rows


def listener(plan, have, now):
    ours = secured(plan, have)
    if not ours:
        return ""
    # A client that asks for an address names no server in its handshake.
    default = plan.address in ours
    reject = server("listen 8443 ssl default_server;", "ssl_reject_handshake on;", "return 421;")
    # HSTS would lock readers out of a site whose certificate has ended.
    hsts = ['add_header Strict-Transport-Security "max-age=31536000" always;']
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


def render(plan, have, now):
    """The text of https.conf. plan None: any host is answered, by HTTP only."""
    if plan is None:
        return HEAD + table("freehold_refused", "", {}) + table("freehold_redirect", "", {})
    hosts = dict.fromkeys((*plan.names, plan.address), "")
    return (
        HEAD
        + table("freehold_refused", "1", hosts)
        + table("freehold_redirect", "", redirects(plan, have, now))
        + listener(plan, have, now)
    )


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def write(path, content, mode=0o640, group=NGINX_GROUP):
    """Whole or not at all; never readable by more than the final mode says."""
    with os.fdopen(os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
        os.fchown(file.fileno(), 0, group)
        os.fchmod(file.fileno(), mode)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


def container():
    label = "label=com.docker.swarm.service.name=blog_nginx"
    found = subprocess.run(["docker", "ps", "--quiet", "--filter", label], check=False, capture_output=True, text=True)
    return found.stdout.split()[:1]


def nginx(*words):
    return subprocess.run(
        ["docker", "exec", *container(), "nginx", *words],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def put(text, pair, name):
    """The files. Those of port 80 need the variables of the other, so they come after it and go before it."""
    if text is None:
        for file in ("http.inc", "https.conf"):
            if os.path.exists(f"{TLS}/{file}"):
                os.remove(f"{TLS}/{file}")
        return
    if pair:
        write(f"{TLS}/{name}", pair)
    write(f"{TLS}/https.conf", text)
    write(f"{TLS}/http.inc", HTTP)


def load(text, pair, name):
    """Makes `text` what nginx runs; gives nginx's words where it refuses. No release changes nginx meanwhile."""
    with open("/run/freehold/deploy.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = read(f"{TLS}/https.conf")
        put(text, pair, name)
        if not container():
            # It reads them when it starts; the next run makes sure.
            return None
        tested = nginx("-t")
        if tested.returncode != 0:
            put(before, b"", "")
            return tested.stdout
        nginx("-s", "reload")
        write(LOADED, text, 0o600, 0)
        for old in os.listdir(TLS):
            if old.startswith("pair-") and old != name:
                os.remove(f"{TLS}/{old}")
    return None
