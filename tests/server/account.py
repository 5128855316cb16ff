"""The model's own account of a server: what must be live, where a rollback goes, and that all sources agree with it."""

from __future__ import annotations

from world import World

from release import conf, content, patches, places, records, state


class Account:
    """What was live, by what was done; held against what the server says."""

    def __init__(self, world: World) -> None:
        self.world = world
        # What was live, each above what it replaced: where a rollback goes.
        self.stack: list[str] = []
        # Posts that were unpublished to the end.
        self.taken: set[str] = set()
        # Whether an unpublish may have ended the list of what a rollback can name, or not.
        self.cut_off = False

    def follow(self, listed: list[str]) -> None:
        """Bring the model's account up to what is live now: at most one switch further."""
        live = state.live_release()
        if self.cut_off and listed == [live]:
            self.stack = [live]
        self.cut_off = False
        if live and (not self.stack or live != self.stack[-1]):
            if live in self.stack:
                del self.stack[self.stack.index(live) + 1 :]
            else:
                self.stack.append(live)

    def agree(self) -> None:
        """All six sources name one release, and no post that was taken back is anywhere."""
        live = state.live_release()
        assert state.read_intent() is None
        assert self.world.main == live
        if not live:
            return
        one = self.world.commits[live]
        name = content.name_of(live)
        assert bool(name) == bool(one.renderer)
        assert not content.is_due(name)
        assert self.world.shown() == (live, one.app[:12], name)
        image = patches.name_of(f"freehold.invalid/nginx:{one.nginx}")
        assert self.world.nginx == (image, one.text)
        assert content.is_shown(name)
        assert not list(places.STATE.glob("render.*"))
        assert not conf.RELOAD_DUE.exists()
        listed = records.history(records.read())
        self.follow(listed)
        assert listed == self.stack
        if taken := self.world.taken.get(live):
            self.taken.add(taken)
        assert [post for post in self.taken if not self.world.gone(post)] == []
