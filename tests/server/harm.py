"""What happens to a played server between releases: each kind of damage by its name."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from world import World

from release import content, patches, places, state


def damage(path: Path, text: str | None) -> None:
    """Give a file that content, or remove it, where there is its folder."""
    if text is None:
        path.unlink(missing_ok=True)
    elif path.parent.is_dir():
        path.write_text(text)


def _images(world: World, _chance: random.Random) -> None:
    world.images.clear()


def _live(_world: World, chance: random.Random) -> None:
    if state.live_release():
        damage(places.STATE / "live", chance.choice(["", "garbage", "0" * 39, None]))


def _records(_world: World, _chance: random.Random) -> None:
    with (places.STATE / "releases.jsonl").open("a") as file:
        file.write('null\n{"release": "x"}\n')


def _intent(_world: World, _chance: random.Random) -> None:
    (places.STATE / "intent.json").write_text("{")


def _service(world: World, _chance: random.Random) -> None:
    world.specification = {}


def _conf(world: World, chance: random.Random) -> None:
    """Either of the two that must be the same: what nginx has mounted, or what it was copied from."""
    if world.specification:
        live = places.RELEASES / state.live_release() / "conf"
        damage(chance.choice([world.folder(), live]) / "site.conf", chance.choice(["", None]))


def _content(_world: World, _chance: random.Random) -> None:
    shutil.rmtree(content.CONTENT, ignore_errors=True)


def _switch(_world: World, chance: random.Random) -> None:
    chance.choice([content.LIVE, content.BEFORE]).unlink(missing_ok=True)


def _folder(_world: World, _chance: random.Random) -> None:
    if (file := places.RELEASES / state.live_release() / "stack.json").exists():
        file.write_text("")


def _address(_world: World, chance: random.Random) -> None:
    (places.STATE / "url").write_text(f"https://{chance.randrange(1000)}.example\n")


def _a_post_appears(_world: World, chance: random.Random) -> None:
    """The live content says that it is to be rendered again, and the moment has passed."""
    name = content.name_of(live) if (live := state.live_release()) else ""
    if name and content.is_there(name):
        passed = {"next": f"2026-01-{chance.randrange(1, 29):02}T{chance.randrange(24):02}:00:00Z"}
        (content.CONTENT / name / "release.json").write_text(json.dumps(passed))


def _patches(_world: World, chance: random.Random) -> None:
    damage(patches.FILE, chance.choice(["", "[]", '{"a": 1}', None]))


HARMS: dict[str, Callable[[World, random.Random], None]] = {
    "images": _images,
    "live": _live,
    "records": _records,
    "intent": _intent,
    "service": _service,
    "conf": _conf,
    "patches": _patches,
    "content": _content,
    "switch": _switch,
    "folder": _folder,
    "address": _address,
    "a post appears": _a_post_appears,
}
