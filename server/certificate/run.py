"""Gets, renews and serves the site's certificate.

Run by a timer; any number of runs do no harm, and one that was cut off is taken up by the next. Its state is in
/var/lib/freehold/certificate.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from certificate import nginx, reasons
from certificate.files import PAIR, have, pack, place, resolve, site_answers, unpack
from certificate.order import HOME, install, order
from certificate.plan import Have, Plan, State, decide, failed, next_look, plan_of, site_url
from certificate.status import lines
from shared.files import read_json, read_text, write_whole
from shared.locks import held
from shared.settings import settings

# The address of the page, as the release's scripts read it.
URL = "/var/lib/freehold/url"
SITE = str(Path(__file__).parents[1] / "release/site")
# Seconds that a run waits for the first release before it leaves that to the next.
PATIENCE = 600


def plan_now() -> tuple[Plan | None, list[str]]:
    """Return the plan, and the lines of the address that it is made from."""
    urls = (read_text("/etc/freehold/url") or "").split()
    return plan_of(settings(), urls), urls


def configure(plan: Plan | None, mine: Have | None) -> bool:
    """Make nginx as it should be now. ``False``: it is not yet."""
    text = nginx.render(plan, mine, time.time())
    if read_text(nginx.LOADED) == text or (plan is None and not (nginx.TLS / "https.conf").exists()):
        return True
    refused = nginx.load(text, PAIR.read_bytes(), f"pair-{mine.digest}.pem") if mine else nginx.load(text, b"", "")
    if refused:
        print(f"nginx refuses the generated configuration; the old one goes on:\n{refused}", flush=True)
    return read_text(nginx.LOADED) == text


def deployed_url(default: str) -> str | None:
    """Return the address that the app was told.

    ``None`` while nothing is deployed, or a release is at work: it takes the address from the file. A release from
    before there was an address in it has none to change: ``default``.
    """
    stack = read_json("/var/lib/freehold/stack.json") or {}
    return str(stack["services"]["app"]["environment"].get("FREEHOLD_URL", default)) if stack else None


def tell(url: str) -> bool:
    """Deploy the live release again, by the usual rolling update, where the app was told another address.

    ``False``: not yet.
    """
    told = deployed_url(url)
    if told is not None and told != url:
        subprocess.run([SITE], check=False)
        told = deployed_url(url)
    return told == url


def serve(plan: Plan | None, urls: Sequence[str]) -> bool:
    """Make nginx and app as they should be now. ``False``: not all could be done yet."""
    mine = have() if plan else None
    done = configure(plan, mine)
    url = site_url(plan, mine, time.time()) if plan else urls[0]
    # A redirect that nginx does not make yet is no address to give away.
    if done and read_text(URL) != f"{url}\n":
        write_whole(URL, f"{url}\n")
        print(f"readers find the page at {url}", flush=True)
    return done and tell(url)


def ask(plan: Plan) -> reasons.Failure | None:
    """Try once."""
    python, problem = install()
    if python is None:
        return reasons.no_certbot(problem or "")
    deadline = time.monotonic() + PATIENCE
    while not site_answers():
        if time.monotonic() > deadline:
            return reasons.NO_SITE
        time.sleep(1)
    pem, output = order(plan, python)
    for _ in range(2):
        # A nonce that was refused says nothing about us; certbot itself repeats a request once.
        if pem is None and "badNonce" in output:
            pem, output = order(plan, python)
    if pem is None:
        print(output, flush=True)
        return reasons.explain(output, [] if plan.bare else plan.names, plan.address, resolve(plan))
    place(pem, plan.server)
    return None


def remember(state: State) -> None:
    """Keep the state for the next run."""
    write_whole(HOME / "state.json", json.dumps(state), 0o600)


def after_looking(plan: Plan, state: State) -> State:
    """Ask where that is due. Returns the state after it."""
    healed = state.get("elsewhere", False) and not reasons.astray(plan.names, plan.address, resolve(plan))
    what = decide(plan, have(), state, time.time(), healed)
    if what == "ask":
        # Written before: a server that dies in the middle of each order must not ask at each boot.
        remember(failed(plan, state, time.time(), reasons.CUT_OFF, 0))
        failure = ask(plan)
        print(failure.reason if failure else f"a certificate for {', '.join(plan.names)}", flush=True)
        spread = random.random()  # noqa: S311 (no secret)
        return failed(plan, state, time.time(), failure, spread) if failure else {}
    return {} if what == "keep" else state


def run() -> None:
    """Do what is due, and write down when there is something to do again."""
    plan, urls = plan_now()
    if not urls:
        return
    HOME.mkdir(0o700, parents=True, exist_ok=True)
    unpack()
    configure(plan, have() if plan else None)
    state = after_looking(plan, read_json(HOME / "state.json") or {}) if plan else {}
    remember(state)
    # Once, at the end: what the app is told costs it a rolling update.
    settled = serve(plan, urls)
    moment = next_look(plan, have(), state, time.time()) if settled else int(time.time()) + 60
    write_whole(HOME / "next", f"{moment}\n")


def shown(plan: Plan | None, mine: Have | None, now: float) -> str:
    """Return how the certificate is, in lines for people."""
    return "\n".join(lines(plan, mine, read_json(HOME / "state.json") or {}, now))


def main(word: str = "") -> int:
    """Return the status of one word.

    ``status``: how it is, for people. ``now``: tries at once, whatever the pause. ``save``: certificate, key and
    account as a tar, for the next server; 3 where there is none. Without a word: what the timer starts.
    """
    if word == "status":
        plan, _ = plan_now()
        print(shown(plan, have(), time.time()))
    elif word == "save":
        return 0 if pack(sys.stdout.buffer) else 3
    elif word == "now":
        for name in ("state.json", "next"):
            (HOME / name).unlink(missing_ok=True)
        return subprocess.run(["systemctl", "start", "freehold-certificate.service"], check=False).returncode
    else:
        # One at a time, also where somebody starts it by hand.
        with held("/run/freehold/certificate.lock"):
            run()
    return 0
