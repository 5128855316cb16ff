"""A played git with one ref, builds that leave a folder and images, and a renderer that writes one page.

Not played: policies, builds that fail, what is in the content's files.
"""

from __future__ import annotations

import errno
import json
import shutil

from played_swarm import Swarm

from release import conf, content, patches, places, records, stack, state
from release.prepare import Release
from release.steps import Refused


class Store(Swarm):
    """What is made of commits, and where it lies. ``full``: whether the disk takes nothing more."""

    def __init__(self) -> None:
        super().__init__()
        self.main = ""
        self.stale_lock = False
        self.next: str | None = None
        # What `unpublish` took away, by the commit that it made.
        self.taken: dict[str, str] = {}
        # Posts of earlier commits that a commit leads to.
        self.histories: dict[str, set[str]] = {}

    def need_room(self) -> None:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")

    def clear_locks(self) -> None:
        self.stale_lock = False

    def set_main(self, commit: str) -> None:
        if self.full:
            raise OSError("git could not move main")
        self.main = commit

    def without(self, commit: str, posts: list[str], _message: str, _author: str) -> str:
        """A commit on top without these posts; git fails on a full disk."""
        if self.full:
            raise Refused("FH-UNPUBLISH-COMMIT: git could not write the commit")
        made = f"{len(self.commits) + 1:039x}e"
        self.commits[made] = self.commits[commit]._replace(posts=self.posts(commit) - set(posts))
        self.taken[made] = posts[0]
        return made

    def release(self, commit: str) -> Release:
        one = self.commits[commit]
        return Release(commit, one.app, one.nginx, one.renderer)

    def build(self, commit: str) -> Release:
        """As prepare and build leave it: a folder, and images."""
        self.need_room()
        one, release = self.commits[commit], self.release(commit)
        shutil.rmtree(release.home, ignore_errors=True)
        (release.home / "conf").mkdir(parents=True)
        (release.home / "conf/site.conf").write_text(one.text)
        conf.seal(release.home)
        (release.home / "stack.json").write_text(json.dumps({"services": _services(release)}))
        about = {"release": commit, "app": one.app[:12], "nginx": one.nginx[:12]}
        (release.home / "release.json").write_text(json.dumps(about))
        if one.renderer:
            (release.home / "renderer").write_text(release.renderer_image)
        self.build_images(release)
        return release

    def render(self, commit: str, name: str) -> None:
        """As the renderer leaves it; the folder is complete or not there."""
        self.need_room()
        assert patches.name_of(content.renderer_of(commit)) in self.images
        if self.commits[commit].broken:
            raise Refused("FH-RENDER-FAILED: the content could not be rendered")
        content.make_places()
        folder = content.CONTENT / name
        folder.mkdir()
        (folder / "release.json").write_text(json.dumps({"next": self.next}))

    def prune(self) -> None:
        keep = records.ready(records.read(), state.live_release())
        content.prune(keep)
        for path in places.RELEASES.iterdir():
            if path.name not in keep:
                shutil.rmtree(path)
        needed = stack.kept()[0] | {content.renderer_of(commit) for commit in keep}
        patches.keep_only(needed)
        self.images &= {patches.name_of(one) for one in needed}
        conf.prune(stack.kept()[1] | stack.mounted_folders())

    def gone(self, post: str) -> bool:
        """Whether no door leads to a post: the page, nginx' copies, a rollback, a folder of content."""
        live = state.live_release()
        kept = [live, *records.ready(records.read(), live), *(p.name[:40] for p in content.CONTENT.glob("*-*"))]
        return post not in self.cached.union(*(self.posts(commit) for commit in kept))


def _services(release: Release) -> dict[str, object]:
    volumes = [{"type": "bind", "source": conf.LEGACY, "target": "/etc/nginx/conf.d"}]
    return {
        "app": {"image": f"freehold.invalid/app:{release.app}", "environment": {"FREEHOLD_URL": ""}},
        "nginx": {"image": f"freehold.invalid/nginx:{release.nginx}", "volumes": volumes},
    }
