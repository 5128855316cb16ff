"""A post that is unpublished: which files it has, and that nothing brings it back, wherever the program is killed."""

from __future__ import annotations

import contextlib
import subprocess
from pathlib import Path

import pytest
from world import Commit, Killed, World

from release import caches, git, posts, processes, records, release_main, rollback_main, state, unpublish_main
from release.posts import files_of, only_of, text_files
from release.server import Server
from release.steps import Refused
from release.transaction import recover
from shared.errors import UserError

A, B, C = "a" * 40, "b" * 40, "c" * 40


LISTING = [
    f"app/posts/{path}" for path in ("a.md", "a.ipynb", "a.svg", "Crème Brûlée.md", "b/index.md", "b/a.md", "ab.md")
]


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        ("a", ["a.md", "a.ipynb"]),
        ("b", ["b/index.md", "b/a.md"]),
        ("creme-brulee", ["Crème Brûlée.md"]),
        ("A", ["a.md", "a.ipynb"]),
        ("a.md", []),
        ("index", []),
        ("..", []),
    ],
)
def test_which_files_are_a_post(post: str, expected: list[str]) -> None:
    assert text_files(post, LISTING) == [f"app/posts/{path}" for path in expected]


def test_a_figure_goes_only_with_the_last_post_that_shows_it() -> None:
    families = {"film": ["film.mp4", "film.png"], "both": ["both.svg"], "none": ["none.svg"]}
    assert only_of(families, {"film.mp4", "both.svg"}, {"both.svg"}) == ["app/posts/film.mp4", "app/posts/film.png"]
    assert only_of(families, {"film.mp4"}, {"film.png"}) == []


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A bare repository in the place of the server's."""
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "blog.git")], check=True)
    monkeypatch.setattr(git, "REPOSITORY", str(tmp_path / "blog.git"))
    monkeypatch.setattr(git, "AS_AUTHOR", ())
    monkeypatch.setattr(processes, "enter", lambda _: None)
    return tmp_path


def committed(folder: Path, files: dict[str, str]) -> str:
    tree = folder / "tree"
    for path, text in files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text)
    words = [
        "git",
        "--git-dir",
        str(folder / "blog.git"),
        "--work-tree",
        str(tree),
        "-c",
        "user.name=a",
        "-c",
        "user.email=b",
    ]
    for step in (["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*words, *step], check=True)
    return subprocess.run([*words, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()


def test_a_commit_without_the_post_and_its_own_figures(repository: Path) -> None:
    commit = committed(
        repository,
        {
            "app/posts/a.md": "![x](own.png) ![y](both.svg) [data](my%20data.csv)",
            "app/posts/b.md": "![y](both.svg) not-own.png.old",
            "app/posts/own.png": "",
            "app/posts/both.svg": "",
            "app/posts/my data.csv": "1",
            "app/posts/unused.csv": "1",
            "app/x": "",
        },
    )
    gone = files_of(commit, "a")
    assert sorted(gone) == ["app/posts/a.md", "app/posts/my data.csv", "app/posts/own.png"]
    made = git.without(commit, gone, "Unpublish a", "ada@home")
    shown = ["ls-tree", "-r", "--name-only", made], ["log", "-1", "--format=%P %an %s", made], ["for-each-ref"]
    tree, log, refs = (git.git(*words) for words in shown)
    assert tree == "app/posts/b.md\napp/posts/both.svg\napp/posts/unused.csv\napp/x"
    assert log == f"{commit} ada@home Unpublish a"
    assert f"{git.KEPT}{made}" in str(refs)
    assert not (repository / "blog.git/without.index").exists()
    assert files_of(made, "a") == []
    assert [posts.in_history(made, post) for post in ("a", "b", "unused", "x")] == [True, True, False, False]
    assert posts.files_of("0" * 40, "a") == []


def test_which_folders_nginx_keeps_answers_in() -> None:
    text = (
        '  proxy_cache_path /tmp/pages levels=1:2;\n# proxy_cache_path /no;\nfastcgi_cache_path "/var/cache/nginx/f";'
    )
    assert caches.folders([text, "proxy_cache pages;"]) == ["/tmp/pages", "/var/cache/nginx/f"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (0, ["docker exec n find /tmp/pages -ignore_readdir_race -type f -delete", "reload"]),
        (
            127,
            [
                "docker exec n find /tmp/pages -ignore_readdir_race -type f -delete",
                "docker service update --detach --force blog_nginx",
                "await blog_nginx",
            ],
        ),
    ],
)
def test_caches_that_cannot_be_emptied_go_with_their_container(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: int, expected: list[str]
) -> None:
    done: list[str] = []

    def ran(command: list[str], _seconds: int = 0) -> int:
        done.append(" ".join(command))
        return status if "exec" in command else 0

    monkeypatch.setattr(caches, "quietly", ran)
    monkeypatch.setattr(caches, "nginx_containers", lambda: [{"Id": "n"}])
    monkeypatch.setattr(caches, "reload_nginx", lambda: done.append("reload"))
    monkeypatch.setattr(caches, "await_tasks", lambda names: done.append(f"await {names[0]}"))
    (tmp_path / "cache.conf").write_text("proxy_cache_path /tmp/pages levels=1:2;")
    caches.DUE.parent.mkdir(parents=True, exist_ok=True)
    caches.DUE.touch()
    caches.empty(tmp_path)
    assert done == expected
    assert not caches.DUE.exists()


class Blog(World):
    """A server whose commits have posts. ``cached``: posts that nginx has a copy of."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        super().__init__(patch)
        self.posts: dict[str, set[str]] = {}
        self.cached: set[str] = set()
        patch.setattr(unpublish_main, "files_of", lambda commit, post: [post] if post in self.posts[commit] else [])
        self.histories: dict[str, set[str]] = {}
        patch.setattr(unpublish_main, "in_history", lambda commit, post: post in self.histories.get(commit, set()))
        patch.setattr(git, "without", self.around(self.without))
        patch.setattr(caches, "empty", self.around(self.empty))
        patch.setattr(unpublish_main, "try_prune", self.around(self.prune))
        patch.setattr(unpublish_main, "write_whole", self.around(self.write))
        for commit, shown in ((A, {"x"}), (B, {"x", "y"})):
            self.commits[commit] = Commit(commit, "f" * 40, "conf")
            self.posts[commit] = shown
            release_main.go(commit, "ada", "push", main=self.main)
            self.main = commit

    def without(self, commit: str, paths: list[str], _message: str, _author: str) -> str:
        self.commits[C] = Commit("c" * 40, "f" * 40, "conf")
        self.posts[C] = self.posts[commit] - set(paths)
        return C

    def empty(self, _conf: Path) -> None:
        self.cached = set()
        caches.DUE.unlink(missing_ok=True)

    def await_tasks(self, names: list[str]) -> None:
        super().await_tasks(names)
        # Readers have asked for all posts of whatever ran until now.
        self.cached |= self.posts[state.live_release()] if state.live_release() else set()

    def gone(self, post: str) -> bool:
        """Return whether no door leads to the post."""
        live = state.live_release()
        kept = records.ready(records.read(), live)
        return post not in set().union(self.cached, *(self.posts[commit] for commit in kept))


def test_it_is_gone_and_no_rollback_brings_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    blog = Blog(monkeypatch)
    unpublish_main.go("ada", "x")
    assert (state.live_release(), blog.main, blog.gone("x"), blog.gone("y")) == (C, C, True, False)
    assert records.read()[-1].how == "unpublish"
    assert unpublish_main.older() == []
    for word, code in (("", "FH-ROLLBACK-NONE"), (A[:8], "FH-ROLLBACK-UNPUBLISHED"), ("d" * 8, "FH-ROLLBACK-UNKNOWN")):
        with pytest.raises(UserError, match=code):
            rollback_main.go("bob", word, C)
    # A later release is what a rollback goes back from, to the one without the post.
    blog.commits["d" * 40], blog.posts["d" * 40] = Commit("d" * 40, "f" * 40, "conf"), {"y", "z"}
    release_main.go("d" * 40, "ada", "push", main=C)
    blog.main = "d" * 40
    rollback_main.go("bob", "", "d" * 40)
    assert (state.live_release(), blog.gone("x")) == (C, True)


def test_a_post_that_an_earlier_push_removed_goes_from_the_kept_releases(monkeypatch: pytest.MonkeyPatch) -> None:
    blog = Blog(monkeypatch)
    blog.commits[C], blog.posts[C] = Commit(C, "f" * 40, "conf"), {"y"}
    release_main.go(C, "ada", "push", main=B)
    blog.main = C
    blog.cached.add("x")
    unpublish_main.go("ada", "x")
    assert (state.live_release(), blog.gone("x"), blog.gone("y")) == (C, True, False)
    with pytest.raises(UserError, match="FH-ROLLBACK-NONE"):
        rollback_main.go("bob", "", C)
    with pytest.raises(UserError, match="FH-UNPUBLISH-UNKNOWN"):
        unpublish_main.go("ada", "x")


def test_a_rewritten_history_lets_the_old_one_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    blog = Blog(monkeypatch)
    unpublish_main.go("ada", "x")
    rewritten = "d" * 40
    blog.commits[rewritten], blog.posts[rewritten] = Commit(rewritten, "f" * 40, "conf"), {"y"}
    blog.histories = {C: {"x"}}
    release_main.go(rewritten, "ada", "push", main=C)
    blog.main = rewritten
    assert unpublish_main.older() == [C]
    unpublish_main.go("ada", "x")
    assert (state.live_release(), unpublish_main.older()) == (rewritten, [])


def test_one_that_no_release_has_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    blog = Blog(monkeypatch)
    before = records.read()
    with pytest.raises(UserError, match="FH-UNPUBLISH-UNKNOWN"):
        unpublish_main.go("ada", "z")
    assert (state.live_release(), blog.main, records.read()) == (B, B, before)


def test_a_blog_that_cannot_be_built_without_it_keeps_it_and_its_rollbacks(monkeypatch: pytest.MonkeyPatch) -> None:
    blog = Blog(monkeypatch)

    def refused(_commit: str) -> None:
        raise Refused("the build of app failed")

    monkeypatch.setattr(release_main, "get_ready", refused)
    with pytest.raises(Refused):
        unpublish_main.go("ada", "x")
    assert (state.live_release(), blog.main, records.previous(records.read(), B)) == (B, B, A)


@pytest.mark.parametrize("words", [[], ["ada"], ["ada", "../x"], ["ada", "a..b"], ["ada", "x", "y"], ["ada", "-x"]])
def test_what_is_no_posts_name_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert unpublish_main.main(words) == 2
    assert capsys.readouterr().out == "usage: unpublish AUTHOR POST\n"


def test_killed_at_every_point_it_is_live_as_before_or_gone(monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    seen: set[str] = set()
    for moment in range(200):
        for path in sorted(state.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        blog = Blog(monkeypatch)
        blog.kill_at(moment)
        with contextlib.suppress(Killed):
            unpublish_main.go("ada", "x")
        if blog.spared():
            assert moment > 15
            assert seen == {B, C}
            return
        recover(Server())
        release_main.boot()
        live = Server().live()
        seen.add(live)
        assert blog.main == live
        assert blog.gone("x") is (live == C)
        assert not caches.DUE.exists()
        if live == C:
            assert unpublish_main.older() == []
        else:
            rollback_main.go("bob", "", B)
            assert Server().live() == A
    raise AssertionError("it never came through")
