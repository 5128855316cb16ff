"""What certificate is wanted, and what is to be done now. Pure: files, clock and network are looked at elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certificate.reasons import Failure

DAY = 86400
# Minutes until the next try, by what failed. Let's Encrypt allows five failed validations per account, name and hour:
# the first list makes four tries in its first hour. A CA that could not be reached counts nothing.
PACE = {"refused": (1, 5, 30, 60, 120, 240, 360), "unreachable": (1, 1, 2, 5, 10, 30), "site": (1,), "limit": (1440,)}

# What is kept of the tries since the last success: /var/lib/freehold/certificate/state.json.
State = Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """What the operator wants.

    ``names``: domains, the canonical one first; without a domain the public address alone.
    """

    names: tuple[str, ...]
    address: str
    server: str
    email: str
    hsts: bool
    http_url: str
    https_url: str

    @property
    def bare(self) -> bool:
        """Tell whether the certificate is for the address itself."""
        return self.names == (self.address,)

    @property
    def key(self) -> str:
        """Return what another order must be made for."""
        return f"{self.server} {' '.join(sorted(self.names))}"

    def secure_url(self, name: str) -> str:
        """Return a name's address by HTTPS, with the port that readers use."""
        port = re.search(r":\d+$", self.https_url)
        return f"https://{name}{port[0] if port else ''}"


@dataclass(frozen=True)
class Have:
    """A certificate that is here. Times in seconds since 1970."""

    names: frozenset[str]
    begins: int
    ends: int
    server: str
    digest: str

    def serves(self, now: float) -> bool:
        """Tell whether readers take it.

        One from the future is the sign of a clock that was set back: theirs are right.
        """
        return now < self.ends

    @property
    def renew_at(self) -> int:
        """Return when: a third of the lifetime before its end, up to a thirtieth later (its own bytes say which)."""
        life = self.ends - self.begins
        return self.ends - life // 3 + int(life / 30 * int(self.digest[:4], 16) / 0xFFFF)


def plan_of(settings: Mapping[str, Any], urls: Sequence[str]) -> Plan | None:
    """Return the plan, or ``None`` where HTTPS is off or the address is not known yet.

    urls: lines of /etc/freehold/url.
    """
    if settings.get("https") != "auto" or len(urls) < 3:
        return None
    http_url, https_url, address = urls[:3]
    return Plan(
        names=tuple(settings.get("domains") or [address]),
        address=address,
        server=settings["acmeServer"],
        email=settings.get("email", ""),
        hsts=bool(settings.get("hsts")),
        http_url=http_url,
        https_url=https_url,
    )


def digest(pem: bytes) -> str:
    """Return a name for these bytes: 64 hex digits."""
    return hashlib.sha256(pem).hexdigest()


def secured(plan: Plan, have: Have | None) -> list[str]:
    """Return the names of ours that the certificate is for, whether it is still valid or not."""
    return [name for name in dict.fromkeys((*plan.names, plan.address)) if have and name in have.names]


def good(plan: Plan, have: Have | None, now: float) -> bool:
    """Tell whether the certificate needs no successor yet."""
    return (
        have is not None
        and have.begins <= now < have.ends
        and have.server == plan.server
        and set(plan.names) <= have.names
        and now < have.renew_at
    )


def site_url(plan: Plan, have: Have | None, now: float) -> str:
    """Return the address where readers find the page."""
    return plan.https_url if have and have.serves(now) and plan.names[0] in have.names else plan.http_url


def decide(plan: Plan, have: Have | None, state: State, now: float, healed: bool) -> str:
    """Return ``keep``, ``wait`` or ``ask``.

    ``healed``: whether the names now lead here, where they did not at the last failure.
    """
    if good(plan, have, now):
        return "keep"
    if state.get("key") == plan.key and now < state.get("next", 0) <= now + 8 * DAY and not healed:
        return "wait"
    return "ask"


def failed(plan: Plan, state: State, now: float, failure: Failure, spread: float) -> State:
    """Return the state after a try that failed. ``spread``: from 0 to 1, a tenth of the pause more."""
    tries = state.get("tries", 0) + (failure.kind != "site")
    pace = PACE[failure.kind]
    pause = pace[min(max(tries, 1), len(pace)) - 1] * 60 * (1 + spread / 10)
    until = max(failure.retry_at or 0, now + pause) if failure.kind != "limit" else failure.retry_at or now + pause
    return {
        "key": plan.key,
        "tries": tries,
        "since": state.get("since", now),
        "tried": now,
        "next": int(until),
        "kind": failure.kind,
        "reason": failure.reason,
        "advice": failure.advice,
        "elsewhere": failure.elsewhere,
    }


def next_look(plan: Plan | None, have: Have | None, state: State, now: float) -> int:
    """Return when there is something to do again; at least daily."""
    moments: list[float] = [now + DAY]
    if plan and have and good(plan, have, now):
        moments.append(have.renew_at)
    elif plan:
        moments.append(state.get("next", now + 60))
    if plan and have and have.serves(now):
        moments.append(have.ends)
    if plan and state.get("elsewhere"):
        # Names are cheap to look up, and an operator who has just mended them is waiting.
        moments.append(now + 300)
    return int(min(moments))
