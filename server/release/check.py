"""What the built images bring, and what nginx makes of its configuration: looked at before anything is switched."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence

from release.content import CONTENT
from release.docker import remove_container
from release.places import NGINX
from release.prepare import Release
from release.processes import confined, output, policy, short_output
from release.steps import Refused, say

NAME = "freehold-nginx-test"
# Seconds that nginx may take to read its configuration: 0.1 on a laptop.
NGINX_SECONDS = 60
# Bytes of nginx' words that the author reads.
TEXT = 65536


def check_images(release: Release) -> None:
    """Refuse what the images bring by themselves, without compose.yaml saying so."""
    inspect = subprocess.Popen(["docker", "image", "inspect", *release.images], stdout=subprocess.PIPE)
    judge = confined(60, policy("image-policy", str(release.home / "stack.json")), stdin=inspect.stdout)
    output(inspect).close()
    if judge.wait() != 0 or inspect.wait() != 0:
        raise Refused("FH-IMAGE-CONTENT: an image has what this server does not run (see above)")


def end_test() -> None:
    """Remove the throwaway container: what runs in it was pushed, and may never end."""
    remove_container(NAME)


def _nginx_alone(release: Release, words: Sequence[str]) -> list[str]:
    """Return the command of the new nginx in a throwaway container, with the release's own configuration."""
    stack = json.loads((release.home / "stack.json").read_text(encoding="utf-8"))
    user = stack["services"]["nginx"].get("user", "")
    return [
        *("timeout", "--kill-after=10", str(NGINX_SECONDS), "docker", "run", "--rm", "--name", NAME, "--pull", "never"),
        *("--network", "none", "--log-driver", "none", "--read-only", "--cap-drop", "ALL"),
        *(("--user", str(user)) if user else ()),
        *("--pids-limit", "64", "--memory", "160m", "--tmpfs", "/tmp:size=64m"),  # noqa: S108 (inside of it)
        *("--tmpfs", "/var/cache/nginx:size=64m,mode=1777"),
        *("--volume", f"{release.home}/conf:/etc/nginx/conf.d:ro", "--volume", f"{NGINX}/tls:/etc/nginx/tls.d:ro"),
        *("--volume", f"{CONTENT}:/srv/content:ro"),
        *("--entrypoint", "nginx", release.images[1], *words),
    ]


def test_nginx(release: Release) -> None:
    """Refuse a configuration that nginx does not take, or that could serve what is not the site's."""
    end_test()
    tested = subprocess.Popen(
        _nginx_alone(release, ["-t"]), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    text = short_output(tested)
    end_test()
    say(text[:TEXT].rstrip("\n"))
    if tested.returncode in (124, 137):
        raise Refused(f"FH-NGINX-TIME: nginx did not read the configuration in nginx/conf within {NGINX_SECONDS} s")
    if tested.returncode != 0:
        raise Refused("FH-NGINX-TEST: nginx does not take the configuration in nginx/conf (see above)")
    dumped = subprocess.Popen(
        _nginx_alone(release, ["-T"]), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    judge = confined(60, policy("nginx-policy"), stdin=dumped.stdout)
    output(dumped).close()
    if judge.wait() != 0 or dumped.wait() != 0:
        raise Refused("FH-NGINX-CONF: the configuration in nginx/conf could serve what is not the site's (see above)")
