"""Which files an unpublished post has, the commit without them, and the caches that had it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from release import caches, git, posts, processes
from release.posts import files_of, only_of, text_files

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
