"""The effects of a switch on this server (`transaction.Site`)."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping

from release import caches, checks, conf, content, git, patches, records, stack, state
from release.build import build_missing
from release.check import check_images
from release.docker import have_image
from release.page import AGREED, AGREED_WITHOUT_TASKS, await_page
from release.places import NGINX, RELEASES
from release.prepare import prepare
from release.records import Entry
from release.reload import reload_nginx
from release.render import have as have_content, missing_image
from release.state import Intent
from release.steps import Refused, say, step
from release.wait import await_tasks
from shared.files import write_whole


class Server:
    """This server: files below /var/lib/freehold, the swarm, git's `main`."""

    def live(self) -> str:
        """Return what /var/lib/freehold/live says."""
        return state.live_release()

    def decide(self, intent: Intent) -> None:
        """Write it, or, where upkeep only built its images again, their table."""
        if intent.images:
            patches.decide(intent.images)
        else:
            state.set_live(intent.to)

    def decided(self, intent: Intent) -> bool:
        """Return whether that was written."""
        return patches.decided(intent.images) if intent.images else self.live() == intent.to

    def intent(self) -> Intent | None:
        """Return what intent.json says."""
        return state.read_intent()

    def set_intent(self, intent: Intent | None) -> None:
        """Write or remove intent.json."""
        if intent is None:
            state.clear_intent()
        else:
            state.write_intent(intent)

    def record(self, entry: Entry) -> None:
        """Append to releases.jsonl."""
        records.add(entry)

    def main(self) -> str:
        """Return git's `main`."""
        return git.main_release()

    def set_main(self, commit: str) -> None:
        """Move git's `main`."""
        git.set_main(commit)

    def seconds(self, intent: Intent) -> int:
        """Return the seconds since the switch began; a clock that was set back says nothing."""
        return max(0, int(time.time()) - intent.began)

    def tell(self, text: str) -> None:
        """Print it."""
        step(text)

    def show(self, commit: str, newer: Mapping[str, str] | None = None) -> None:
        """Make readers see a release: tasks, then nginx' configuration, then content and release.json; and fetch the page."""
        if not whole(commit):
            rebuild(commit)
        name = have_content(commit)
        self._prepare_content(commit, name)
        later = self._place_conf(commit)
        text = stack.text_of(commit, newer)
        new_tasks = not stack.is_deployed(commit, newer)
        if new_tasks:
            stack.deploy(text)
        # Content alone needs no task but those that run; a boot or a repair finds out here whether they do.
        if new_tasks or commit == self.live():
            await_tasks(stack.service_names(commit))
            write_whole(stack.DEPLOYED, text)
        if later:
            self._change_conf(commit)
        if not content.is_shown(name):
            step("switching the content")
            content.point(name)
        if conf.RELOAD_DUE.exists():
            self._reload(tested=not later)
        if caches.DUE.exists():
            caches.empty(RELEASES / commit / "conf")
        about = (RELEASES / commit / "release.json").read_text(encoding="ascii")
        write_whole(NGINX / "www/release.json", about)
        step("asking the page")
        await_page(about, name, AGREED if new_tasks else AGREED_WITHOUT_TASKS)

    def _place_conf(self, commit: str) -> bool:
        """Give a release's nginx its configuration, unless a running one would read what is not decided: True, later then."""
        if conf.same(RELEASES / commit / "conf", stack.conf_folder(commit)):
            return False
        live = self.live()
        # Also where no nginx runs just now: the one that is live may start at any time.
        if commit != live and stack.conf_folder(commit) == stack.conf_folder_if_whole(live):
            return True
        if stack.conf_folder(commit) not in stack.mounted_folders():
            if commit == live:
                # An nginx that is starting may have read what was there until now.
                self._change_conf(commit)
            else:
                conf.place(RELEASES / commit / "conf", stack.conf_folder(commit))
            return False
        if commit != live:
            return True
        self._change_conf(commit)
        self._reload()
        return False

    def _change_conf(self, commit: str) -> None:
        """Change files that a running nginx has mounted; the mark stays until it has read them."""
        write_whole(conf.RELOAD_DUE, f"{commit}\n")
        conf.place(RELEASES / commit / "conf", stack.conf_folder(commit))

    def _prepare_content(self, commit: str, name: str) -> None:
        """Do what of the content must come before new tasks start: with them, or after them, comes the rest."""
        content.make_places()
        live = self.live()
        # The first app that has content must find it; and what is decided is shown at once, also where the tasks of an undone
        # release still run.
        if name and (commit == live or not content.has_any(live)) and not content.is_shown(name):
            content.point(name)

    def _reload(self, tested: bool = False) -> None:
        reload_nginx(tested)
        conf.RELOAD_DUE.unlink()

    def check(self, intent: Intent) -> None:
        """Make the author's checks, but of an emergency: what `unpublish` takes away goes, whatever they say."""
        if intent.how != "unpublish":
            checks.hold(intent.to)

    def show_nothing(self) -> None:
        """Remove the stack."""
        stack.remove()
        (NGINX / "www/release.json").unlink(missing_ok=True)


def whole(commit: str) -> bool:
    """Return whether a release can be deployed as it lies here: its folder, and its images."""
    if not stack.is_prepared(commit) or missing_image(commit):
        return False
    images = stack.images_of((RELEASES / commit / "stack.json").read_text("utf-8"))
    return all(have_image(patches.name_of(name)) for name in images)


def rebuild(commit: str) -> None:
    """Make a release deployable again from its commit: somebody removed its images or its folder."""
    step(f"{commit[:12]} is not whole here: building it again from its commit")
    if not git.has_commit(commit):
        raise Refused(
            f"FH-RELEASE-LOST: commit {commit[:12]} is not in the server's repository any more. Push it again"
        )
    release = prepare(commit)
    build_missing(release)
    check_images(release)


def heal_live() -> None:
    """Find out what is live where the file that says it is empty, damaged or lost under a running site.

    By release.json, which readers have, then by the list of releases.
    """
    if state.live_release():
        return
    damaged, intent = state.live_is_damaged(), state.read_intent()
    if not damaged and intent is not None and not intent.before:
        # A first release that was interrupted: nothing was live before it.
        return
    listed = records.history(records.read())
    for commit in (state.page_release(), *reversed(listed)):
        if commit and (damaged or (RELEASES / commit).is_dir()) and git.has_commit(commit):
            say(f"FH-STATE-LIVE: the file that says what is live was damaged; by the page it is {commit[:12]}")
            state.set_live(commit)
            return


def sweep() -> None:
    """Remove what a release that was killed left, first of all, for it may be what fills the disk."""
    for path in (*RELEASES.glob("*.new"), *RELEASES.parent.glob("build.*"), *RELEASES.parent.glob("render.*")):
        shutil.rmtree(path, ignore_errors=True)
