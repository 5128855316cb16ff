"""The order itself: certbot in an environment of its own, locked by hashes, asked for one certificate at a time."""

import hashlib
import os
import shutil
import subprocess

HOME = "/var/lib/freehold/certificate"
WEBROOT = "/var/lib/freehold/nginx/challenge"
LOCK = "/usr/local/lib/freehold/certificate/certbot-requirements.txt"
PLACE = "/opt/freehold"
# The system's own list of CAs, which security updates keep, in place of the one that comes with certbot.
ROOTS = "/etc/ssl/certs/ca-certificates.crt"
ENV = {
    **os.environ,
    "PIP_CERT": ROOTS,
    "REQUESTS_CA_BUNDLE": ROOTS,
    "PYTHONDONTWRITEBYTECODE": "1",
    "LC_ALL": "C.UTF-8",
}


def run(command, seconds):
    """Status and output, both streams in order."""
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


def install():
    """Path of certbot's Python, and the output of what failed. Any try may be cut off: only a finished one is marked."""
    with open(LOCK, "rb") as file:
        home = f"{PLACE}/certbot-{hashlib.sha256(file.read()).hexdigest()[:12]}"
    python = f"{home}/bin/python3"
    # A new Python of the system leaves the old environment without one.
    if os.path.exists(f"{home}/complete") and run([python, "-c", "import certbot"], 60)[0] == 0:
        return python, None
    shutil.rmtree(PLACE, ignore_errors=True)
    os.makedirs(PLACE, 0o755)
    pip = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-cache-dir",
        "--disable-pip-version-check",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--requirement",
        LOCK,
    ]
    for command in (["python3", "-m", "venv", home], pip):
        status, output = run(command, 1800)
        if status != 0:
            return None, output
    with open(f"{home}/complete", "w", encoding="utf-8"):
        pass
    return python, None


def command(plan, python):
    """certbot's words for the plan. Without `renew`: when, is decided here."""
    who = ["--email", plan.email, "--no-eff-email"] if plan.email else ["--register-unsafely-without-email"]
    # For bare addresses Let's Encrypt has this profile only; a CA that does not know it takes its own.
    what = (
        ["--preferred-profile", "shortlived", "--ip-address", plan.address]
        if plan.bare
        else [word for name in plan.names for word in ("--domain", name)]
    )
    return [
        python,
        "-c",
        "import sys; from certbot.main import main; sys.exit(main())",
        "certonly",
        "--non-interactive",
        "--agree-tos",
        *who,
        "--server",
        plan.server,
        "--config-dir",
        f"{HOME}/certbot",
        "--work-dir",
        f"{HOME}/work",
        "--logs-dir",
        f"{HOME}/logs",
        "--max-log-backups",
        "10",
        "--webroot",
        "--webroot-path",
        WEBROOT,
        "--key-type",
        "ecdsa",
        "--elliptic-curve",
        "secp256r1",
        "--cert-name",
        "site",
        *what,
    ]


def order(plan, python):
    """Key and chain as one PEM, or None and certbot's output. What an earlier order left is no part of it, but the account."""
    for part in ("live", "archive", "renewal"):
        shutil.rmtree(f"{HOME}/certbot/{part}", ignore_errors=True)
    os.makedirs(f"{HOME}/certbot", 0o700, exist_ok=True)
    status, output = run(command(plan, python), 900)
    if status != 0:
        return None, output
    parts = []
    for name in ("privkey", "fullchain"):
        with open(f"{HOME}/certbot/live/site/{name}.pem", "rb") as file:
            parts.append(file.read())
    return b"".join(parts), output
