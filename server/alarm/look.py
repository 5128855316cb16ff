"""What happens each minute: the words are found, the lease is written, messages go out."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from alarm import gauges, lease
from alarm.post import post
from alarm.state import Message, State, bad, due, from_data, looked, to_data, told
from alarm.word import causes, of_problems
from release import records
from release.facts import Facts
from release.health import Problem
from release.places import STATE, site_url
from release.records import Entry
from release.state import utc
from shared.files import read_json, write_whole

FILE = STATE / "alarm.json"
SECRETS = "/etc/freehold/secrets.json"
BEAT = 300
"""Seconds between heartbeats. healthchecks.io's shortest period is a minute."""
REASON = 300


def secrets() -> dict[str, str]:
    """Return the operator's addresses: ``alarmUrl`` and ``heartbeatUrl``, where they are set."""
    found: dict[str, str] | None = read_json(SECRETS)
    return found or {}


def state() -> State:
    """Return what is remembered."""
    return from_data(read_json(FILE))


def line(message: Message) -> dict[str, Any]:
    """Return what is sent. ``text`` is what Slack, Mattermost and ntfy show."""
    site = site_url()
    what = {"problem": f"{message.word}: {message.text}", "well": message.text}.get(message.kind, message.text)
    text = f"{site}: {what}" + (f" To do: {message.do}" if message.do else "")
    return {"text": text, "site": site, "kind": message.kind, "word": message.word, "do": message.do, "at": utc()}


def refused(entries: Sequence[Entry], after: str) -> list[Message]:
    """Return a message for each release that was refused since. What upkeep tried has a word of its own. Pure."""
    late = [one for one in entries if one.at > after and one.result == "refused" and one.how != "upkeep"]
    return [
        Message("release", "release", f"release {e.release[:12]} by {e.author} was rejected: {e.reason[:REASON]}", "")
        for e in late
    ]


def speak(before: State, now: int) -> State:
    """Send what is due, where there is an address. Returns the state after it."""
    entries = records.read()
    latest = max((one.at for one in entries), default="")
    url = secrets().get("alarmUrl", "")
    if not url:
        return replace(before, release=latest)
    # At the first look nothing is news.
    news = refused(entries, before.release) if before.release else []
    sent: list[Message] = []
    for message in [*due(before, now), *news]:
        if reason := post(url, line(message)):
            print(f"FH-ALARM-POST: the message about {message.word} was not taken: {reason}", flush=True)
            return told(before, sent, now)
        sent.append(message)
    return replace(told(before, sent, now), release=latest)


def beat(before: State, now: int) -> State:
    """Send a heartbeat where one is due: only while all is well, so that its absence is the alarm."""
    url = secrets().get("heartbeatUrl", "")
    if not url or bad(before) or now - before.beat < BEAT:
        return before
    if reason := post(url, {"text": "ok", "site": site_url(), "at": utc()}):
        print(f"FH-ALARM-HEARTBEAT: it was not taken: {reason}", flush=True)
    return replace(before, beat=now)


def look(facts: Facts, found: Sequence[Problem]) -> None:
    """Look, write the lease and tell. While somebody is at work only what is told already stays: much is passing then."""
    now = int(time.time())
    before = state()
    after = before
    if not facts.at_work:
        after = looked(before, causes([*of_problems(found), *gauges.troubles(gauges.read())]), now)
    lease.renew(bad(after))
    after = beat(speak(after, now), now)
    if after != before:
        write_whole(FILE, json.dumps(to_data(after), ensure_ascii=False) + "\n", 0o600)
