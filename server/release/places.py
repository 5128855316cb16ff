"""Where things lie on the server. Tests move them by FREEHOLD_STATE and FREEHOLD_RUN, which sudo and systemd never pass on."""

from __future__ import annotations

import os
from pathlib import Path

LIBRARY = Path(__file__).absolute().parents[1]
REPOSITORY = "/srv/freehold/blog.git"
STACK = "blog"
STATE = Path(os.environ.get("FREEHOLD_STATE", "/var/lib/freehold"))
RUN = Path(os.environ.get("FREEHOLD_RUN", "/run/freehold"))
RELEASES = STATE / "releases"
NGINX = STATE / "nginx"
# Held while somebody releases, by the author's side: until git has moved `main`.
TURN = RUN / "release.lock"
WHO = RUN / "release.who"
# Held beside others while somebody writes objects, alone while they are tidied (author/tidy-repository).
UPLOADS = RUN / "uploads.lock"
# Held by root while the site or nginx' configuration changes, also for a release whose client and git are dead.
DEPLOY = RUN / "deploy.lock"


def site_url() -> str:
    """Return where readers find the page.

    The later carrier writes /etc/freehold/url (before the server exists nobody knows its address), `certificate` the
    other, once readers are served by HTTPS.
    """
    for path in (STATE / "url", Path("/etc/freehold/url")):
        try:
            if line := path.read_text(encoding="utf-8").split("\n")[0]:
                return line
        except OSError:
            continue
    return f"http://{os.uname().nodename}"
