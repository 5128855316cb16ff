"""What is wrong with a site, by the facts that were found (facts.py), and who repairs it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from release import page
from release.facts import DAEMON, Facts
from release.places import RELEASES, STACK, STATE

REPAIR = "`npm run repair` from the laptop"
WAIT = "wait two minutes: the server puts it back"


@dataclass(frozen=True)
class Problem:
    """What is wrong.

    ``repair``, by `watch`: the site at once (now) or after a few minutes (later), later Docker, too (docker), the server's files
    at once (files), or never.
    """

    code: str
    text: str
    do: str
    repair: str = "never"


def problems(facts: Facts) -> list[Problem]:
    """Return what is wrong, the cause before its effects. Pure."""
    if not facts.live and not facts.live_damaged and not facts.intent:
        return _of_config(facts)
    return [*_of_config(facts), *_of_state(facts), *_of_stack(facts), *_of_content(facts), *_of_page(facts)]


def _of_config(facts: Facts) -> list[Problem]:
    found = []
    if facts.daemon_damaged:
        text = f"{DAEMON} is damaged: Docker does not start again with it"
        found.append(
            Problem(
                "FH-DOCKER-CONFIG",
                text,
                "wait a minute: the server puts back the last good one",
                "now",
            )
        )
    if facts.docker:
        found.append(
            Problem(
                "FH-DOCKER-DOWN", facts.docker, "on the server: systemctl status docker; journalctl -u docker", "later"
            )
        )
    for name, why in facts.damaged_units:
        text = f"the systemd unit {name} is {why}"
        found.append(Problem("FH-UNIT-DAMAGED", text, REPAIR if "watch" in name else f"{WAIT}; else {REPAIR}", "files"))
    if facts.damaged_records:
        text = f"{facts.damaged_records} lines of {STATE}/releases.jsonl are damaged and not counted"
        found.append(Problem("FH-STATE-RECORDS", text, "nothing: the next release writes the list without them"))
    return found


def _of_state(facts: Facts) -> list[Problem]:
    if facts.at_work:
        return []
    found = []
    wait = "wait a minute: the server repairs it by itself"
    if facts.live_damaged:
        found.append(Problem("FH-STATE-LIVE", f"{STATE}/live is damaged or missing", wait, "now"))
    if facts.intent:
        found.append(Problem("FH-RELEASE-INTERRUPTED", "a release was interrupted", wait, "now"))
    elif facts.live and facts.main != facts.live:
        text = f"main is {facts.main[:12] or 'nothing'}, live is {facts.live[:12]}"
        found.append(Problem("FH-STATE-MAIN", text, wait, "now"))
    if facts.release_damaged:
        found.append(Problem("FH-STATE-RELEASE", f"{RELEASES}/{facts.live} is damaged or missing", wait, "now"))
    if facts.conf_damaged and not facts.intent:
        found.append(Problem("FH-STATE-CONF", "nginx' configuration files are not the live release's", wait, "now"))
    return found


def _of_stack(facts: Facts) -> list[Problem]:
    if facts.docker or facts.at_work:
        return []
    found = []
    for name in facts.expected:
        if name not in facts.services:
            text = f"the service {name.removeprefix(f'{STACK}_')} is gone"
            found.append(Problem("FH-SERVICE-LOST", text, "wait: the server starts it again within two minutes", "now"))
        elif name in facts.silent:
            text = f"no container of {name.removeprefix(f'{STACK}_')} runs"
            found.append(Problem("FH-SERVICE-DOWN", text, "see `logs`; the server tries again by itself", "later"))
    for image in facts.missing_images:
        text = f"the image {image} is gone; a container could not start again"
        found.append(Problem("FH-IMAGE-LOST", text, "wait: the server builds it again from its commit", "now"))
    return found


def _of_content(facts: Facts) -> list[Problem]:
    if facts.at_work:
        return []
    if facts.content_lost:
        text = f"the rendered content of release {facts.live[:12]} is gone"
        return [Problem("FH-CONTENT-LOST", text, "wait: the server renders it again within two minutes", "now")]
    if facts.content_due:
        text = f"a post appears at {facts.content_due}, and the content was rendered before"
        return [Problem("FH-CONTENT-DUE", text, "wait: the server renders it within two minutes", "now")]
    return []


def _of_page(facts: Facts) -> list[Problem]:
    if facts.at_work or not facts.live:
        return []
    status = facts.seen.page.split(" ")[0]
    do = "see `logs`; the server starts the site again after three minutes"
    if status != "200" and not facts.seen.about.startswith("{"):
        return [Problem("FH-PAGE-DOWN", f"the page does not answer: {facts.seen.page or 'no answer'}", do, "docker")]
    silent = [one for one in (facts.seen.page, *facts.seen.apps) if one.split(" ")[0] != "200"]
    if silent:
        return [Problem("FH-APP-DOWN", f"nginx answers, the app does not: {silent[0] or 'no answer'}", do, "later")]
    if not facts.about or not page.shows(facts.seen, facts.about, facts.content):
        # One line for each problem, also where a page of nginx' own errors came.
        about = " ".join(facts.seen.about.split())[:80]
        text = f"the page does not show release {facts.live[:12]}: app and content {facts.seen.page[4:] or 'unknown'}, release.json {about}"
        return [Problem("FH-PAGE-OTHER", text, "wait: the server shows it again within two minutes", "now")]
    return []
