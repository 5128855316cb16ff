"""The stack that Docker runs: what of a prepared release is filled in when it is deployed, and the commands for it."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from release import conf, content, patches
from release.docker import ask, nginx_containers, of_stack
from release.places import RELEASES, STACK, STATE, site_url
from release.processes import limited, output_of, quietly
from release.steps import Refused, say, step
from release.tasks import lost
from shared.files import read_json, read_text, write_whole

# What is deployed and was seen ready; absent while nobody may believe that.
DEPLOYED = STATE / "stack.json"


def filled_in(stack: dict[str, Any], url: str, newer: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the stack with the page's address, the folder of nginx' configuration, and what upkeep built of its images."""
    app, nginx = stack["services"]["app"], stack["services"]["nginx"]
    if "FREEHOLD_URL" in app.get("environment", {}):
        app = {**app, "environment": {**app["environment"], "FREEHOLD_URL": url}}
    nginx = conf.mounted(nginx, conf.folder_of(nginx))
    services = {**stack["services"], "app": app, "nginx": nginx}
    named = {name: {**one, "image": patches.name_of(one["image"], newer)} for name, one in services.items()}
    return {**stack, "services": named}


def prepared(commit: str) -> dict[str, Any]:
    """Return a release's stack as it was prepared."""
    found: dict[str, Any] = json.loads((RELEASES / commit / "stack.json").read_text(encoding="utf-8"))
    return found


def conf_folder(commit: str) -> Path:
    """Return the folder that a release's nginx mounts."""
    return conf.folder_of(prepared(commit)["services"]["nginx"])


def conf_folder_if_whole(commit: str) -> Path | None:
    """Return the same, or None where the release is not prepared here or was damaged."""
    try:
        return conf_folder(commit)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_prepared(commit: str) -> bool:
    """Return whether a release's folder is as it was prepared: nothing is missing, damaged by a power cut or by a hand."""
    home = RELEASES / commit
    try:
        images = images_of(read_text(home / "stack.json") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return bool(images and conf.is_whole(home) and read_text(home / "release.json"))


def text_of(commit: str, newer: Mapping[str, str] | None = None) -> str:
    """Return the text of the stack that is deployed for a release now. ``newer``: images that are tried (patches.py)."""
    return json.dumps(filled_in(prepared(commit), site_url(), newer), indent=1, sort_keys=True) + "\n"


def service_names(commit: str) -> list[str]:
    """Return the swarm's names of a release's services."""
    return [f"{STACK}_{name}" for name in prepared(commit)["services"]]


def images_of(text: str) -> list[str]:
    """Return the images that a stack's text names. Pure."""
    return [service["image"] for service in json.loads(text)["services"].values()]


def kept() -> tuple[set[str], set[Path]]:
    """Return the images and the folders of configuration that prepared releases need; a damaged one is built again."""
    images, folders = set(), set()
    for path in RELEASES.glob("*/stack.json"):
        try:
            text = path.read_text(encoding="utf-8")
            images |= set(images_of(text))
            folders.add(conf.folder_of(json.loads(text)["services"]["nginx"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return images, folders


def is_deployed(commit: str, newer: Mapping[str, str] | None = None) -> bool:
    """Return whether the swarm runs this release's stack, by what was written when it was seen, and by its services now."""
    if read_text(DEPLOYED) != text_of(commit, newer):
        return False
    return not lost(of_stack("services"), of_stack("tasks"), service_names(commit))


def changes(commit: str, newer: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what a switch to a release will change: services with another specification, and nginx' configuration."""
    new = json.loads(text_of(commit, newer))["services"]
    deployed = read_json(DEPLOYED)
    old = deployed.get("services", {}) if isinstance(deployed, dict) else {}
    return {
        "services": sorted(name for name in new if new[name] != old.get(name)),
        "nginxConfiguration": not conf.same(RELEASES / commit / "conf", conf_folder(commit)),
        "content": content.name_of(commit),
    }


def replaces_nginx(old: object, new: dict[str, Any]) -> bool:
    """Return whether a deployed stack has another nginx: a port of the host has room for one, so the old one goes first. Pure."""
    return isinstance(old, dict) and old.get("services", {}).get("nginx") != new["services"]["nginx"]


def mounted_folders() -> set[Path]:
    """Return the folders of configuration that running nginx containers have."""
    return {
        Path(m["Source"]) for c in nginx_containers() for m in c["Mounts"] if m["Destination"] == "/etc/nginx/conf.d"
    }


def deploy(text: str) -> None:
    """Hand the stack to the swarm. Forgotten first: after a power cut nobody may believe that the old stack still runs.

    Docker's command 24 has no --detach (and never waits, where later ones would without a limit), wants a version and
    knows no start_interval.
    """
    step("starting beside the old site")
    if replaces_nginx(read_json(DEPLOYED), json.loads(text)):
        say("         nginx is another one: about three seconds without a page (docs/front.md)")
    DEPLOYED.unlink(missing_ok=True)
    file, options = STATE / "deploy.json", ["--detach=true"]
    if "--detach" not in (output_of(["docker", "stack", "deploy", "--help"]) or ""):
        options, stack = [], {"version": "3.8", **json.loads(text)}
        for service in stack["services"].values():
            service.get("healthcheck", {}).pop("start_interval", None)
        text = json.dumps(stack)
    write_whole(file, text)
    command = [
        "docker",
        "stack",
        "deploy",
        "--compose-file",
        str(file),
        "--resolve-image",
        "never",
        "--prune",
        *options,
        STACK,
    ]
    done = subprocess.run(limited(300, command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        say(done.stdout.decode("utf-8", "replace").rstrip("\n"))
        raise Refused("FH-STACK-DEPLOY: Docker does not take the stack (see above)")


def remove() -> None:
    """Take the stack away. Its networks go last; a deploy before that would find them half gone."""
    quietly(["docker", "stack", "rm", STACK])
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(n["Name"].startswith(f"{STACK}_") for n in ask("/networks")):
        time.sleep(0.5)
    DEPLOYED.unlink(missing_ok=True)
