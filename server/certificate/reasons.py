"""Why a certificate could not be had, in plain words: from certbot's output and what the names lead to. Pure."""

from __future__ import annotations

import calendar
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """Why a try failed. ``kind``, which sets the pace of the next tries: refused, unreachable, site or limit."""

    kind: str
    reason: str
    advice: str
    retry_at: int = 0
    # Whether a name led somewhere else: once it does not, the next try need not wait.
    elsewhere: bool = False


NO_SITE = Failure(
    "site",
    "the site does not answer on port 80 of this server yet",
    "nothing: the first release brings it (`git push server main`)",
)
CUT_OFF = Failure("refused", "a try is under way, or was cut off", "nothing: it is asked again")


def no_certbot(output: str) -> Failure:
    """Return the failure behind pip's output."""
    last = (output.strip().splitlines() or ["no output"])[-1]
    return Failure(
        "unreachable",
        f"certbot could not be installed from the Python package index: {last[:200]}",
        "nothing, where the network is only slow; else see: journalctl -u freehold-certificate",
    )


def astray(names: Sequence[str], address: str, found: Mapping[str, Sequence[str]]) -> tuple[str, str] | None:
    """Return what is wrong with the first name that does not lead here and what to do, or ``None``.

    ``found``: name -> addresses of both families.
    """
    for name in names:
        where = found.get(name, [])
        if not where:
            return f"the name {name} leads nowhere", f"make an A record for {name} with the address {address}"
        wrong = [a for a in where if a != address]
        if wrong:
            kind = "AAAA" if any(":" in a for a in wrong) else "A"
            return (
                f"{name} leads to {', '.join(wrong)}, this server is {address}",
                f"make {name} lead to {address} alone (its {kind} record)",
            )
    return None


def retry_time(output: str) -> int:
    """Return the time after which the CA lets itself be asked again, in its own words."""
    match = re.search(r"retry after (\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)", output)
    return calendar.timegm(time.strptime(" ".join(match.groups()), "%Y-%m-%d %H:%M:%S")) if match else 0


def detail(output: str) -> str:
    """Return the CA's own sentence."""
    match = re.search(r"Detail: (.+?)(?:\n\n|\n *Hint|\n *Domain|\Z)", output, re.DOTALL) or re.search(
        r"An unexpected error occurred:\n(.+?)(?:\n|\Z)", output
    )
    text = match[1] if match else (output.strip().splitlines() or ["no output"])[-1]
    return " ".join(text.split())[:300]


def silence(output: str) -> str:
    """Tell why nothing came back from the CA."""
    host = re.search(r"host='([^']+)'", output)
    name = host[1] if host else "the CA"
    for pattern, words in (
        (r"NameResolutionError|Name or service not known|resolution", f"its name {name} leads nowhere"),
        (r"Connection refused", f"{name} refuses connections"),
        (r"[Tt]imed? ?out", f"{name} does not answer"),
        (r"unreachable|No route", f"there is no way to {name}"),
    ):
        if re.search(pattern, output):
            return words
    return detail(output)


def verification(output: str) -> str:
    """Tell what TLS found wrong with the CA's listener."""
    match = re.search(r"certificate verify failed: ([^('\"]+)", output)
    return match[1].strip() if match else detail(output)


def explain(output: str, names: Sequence[str], address: str, found: Mapping[str, Sequence[str]]) -> Failure:
    """Return the failure behind certbot's output."""
    low = output.lower()
    said = detail(output)
    stray = astray(names, address, found)
    if "ratelimited" in low.replace(" ", "") or "too many" in low or "retry after" in low:
        return Failure(
            "limit",
            f"the CA's rate limit is met: {said}",
            "nothing: it is asked again when it allows it",
            retry_time(output),
        )
    if "certificate_verify_failed" in low and ("expired" in low or "not yet valid" in low):
        return Failure(
            "unreachable",
            f"the CA's own certificate is not valid at this server's time ({verification(output)})",
            "set the clock right: timedatectl; systemctl restart systemd-timesyncd",
        )
    if "certificate_verify_failed" in low:
        return Failure(
            "unreachable",
            f"this server does not know who vouches for the CA ({verification(output)})",
            "put its root into /usr/local/share/ca-certificates and run update-ca-certificates",
        )
    if (
        re.search(r"max retries|connectionerror|timed? ?out while contacting|503 |500 |serverinternal|network", low)
        and "type:" not in low
    ):
        return Failure("unreachable", f"the CA could not be asked: {silence(output)}", "nothing: it is asked again")
    if stray:
        return Failure("refused", stray[0], stray[1], elsewhere=True)
    if "type:   connection" in low or "connection refused" in low or "timeout during connect" in low:
        return Failure(
            "refused",
            f"the CA could not reach port 80 of {address}: {said}",
            "open port 80 for everybody: `pulumi up` does it, unless something else stands before the server",
        )
    return Failure("refused", f"the CA refused: {said}", "see: journalctl -u freehold-certificate")
