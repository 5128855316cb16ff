"""The order itself: certbot in an environment of its own, locked by hashes, asked for one certificate at a time."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from certificate.plan import Plan

HOME = Path("/var/lib/freehold/certificate")
WEBROOT = Path("/var/lib/freehold/nginx/challenge")
LOCK = Path(__file__).with_name("certbot-requirements.txt")
PLACE = Path("/opt/freehold")
# The system's own list of CAs, which security updates keep, in place of the one that comes with certbot.
ROOTS = "/etc/ssl/certs/ca-certificates.crt"
ENV = {
    **os.environ,
    "PIP_CERT": ROOTS,
    "REQUESTS_CA_BUNDLE": ROOTS,
    "PYTHONDONTWRITEBYTECODE": "1",
    "LC_ALL": "C.UTF-8",
}


def run(command: list[str], seconds: float) -> tuple[int, str]:
    """Return status and output, both streams in order."""
    try:
        done = subprocess.run(
            command,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=ENV,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            errors="replace",
        )
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired as slow:
        return 124, f"{(slow.stdout or b'').decode(errors='replace')}\nno end within {seconds} s"


def install() -> tuple[str, None] | tuple[None, str]:
    """Return the path of certbot's Python, or the output of what failed.

    Any try may be cut off: only a finished one is marked.
    """
    home = PLACE / f"certbot-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    python = f"{home}/bin/python3"
    # A new Python of the system leaves the old environment without one.
    if (home / "complete").exists() and run([python, "-c", "import certbot"], 60)[0] == 0:
        return python, None
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(0o755, parents=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--no-cache-dir", "--disable-pip-version-check"]
    locked = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCK)]
    for command in (["python3", "-m", "venv", str(home)], [*pip, *locked]):
        status, output = run(command, 1800)
        if status != 0:
            return None, output
    (home / "complete").touch()
    return python, None


def words(plan: Plan, python: str) -> list[str]:
    """Return certbot's words for the plan. Without `renew`: when, is decided here."""
    who = ["--email", plan.email, "--no-eff-email"] if plan.email else ["--register-unsafely-without-email"]
    # For bare addresses Let's Encrypt has this profile only; a CA that does not know it takes its own.
    what = (
        ["--preferred-profile", "shortlived", "--ip-address", plan.address]
        if plan.bare
        else [word for name in plan.names for word in ("--domain", name)]
    )
    options = {
        "--server": plan.server,
        "--config-dir": f"{HOME}/certbot",
        "--work-dir": f"{HOME}/work",
        "--logs-dir": f"{HOME}/logs",
        "--max-log-backups": "10",
        "--webroot-path": str(WEBROOT),
        "--key-type": "ecdsa",
        "--elliptic-curve": "secp256r1",
        "--cert-name": "site",
    }
    return [
        *(python, "-c", "import sys; from certbot.main import main; sys.exit(main())"),
        *("certonly", "--webroot", "--non-interactive", "--agree-tos"),
        *who,
        *(word for option in options.items() for word in option),
        *what,
    ]


def order(plan: Plan, python: str) -> tuple[bytes | None, str]:
    """Return key and chain as one PEM, or ``None``, and certbot's output.

    Of an earlier order only the account is used.
    """
    for part in ("live", "archive", "renewal"):
        shutil.rmtree(HOME / "certbot" / part, ignore_errors=True)
    (HOME / "certbot").mkdir(0o700, parents=True, exist_ok=True)
    status, output = run(words(plan, python), 900)
    if status != 0:
        return None, output
    live = HOME / "certbot/live/site"
    return b"".join((live / f"{name}.pem").read_bytes() for name in ("privkey", "fullchain")), output
