"""A file that the author has and the commit has not."""

from __future__ import annotations

import pytest

from release.hints import hint

TREE = {"app", "app/blog", "app/blog/web.py", "app/templates", "app/posts", "app/server", "app/requirements.txt"}
ADD = "git add {0} && git commit --amend --no-edit && git push server HEAD:main"


def said(output: str, service: str = "app") -> str:
    return hint("c" * 40, service, output, lambda _, path: path in TREE)


@pytest.mark.parametrize(
    ("output", "path"),
    [
        ("ModuleNotFoundError: No module named 'helper'", "app/helper.py"),
        ("  File …\nModuleNotFoundError: No module named 'blog.helper'\n", "app/blog/helper.py"),
        ("ImportError: cannot import name 'helper' from 'blog' (/srv/blog/blog/__init__.py)", "app/blog/helper.py"),
        ("FileNotFoundError: [Errno 2] No such file or directory: '/srv/blog/posts/data.csv'", "app/posts/data.csv"),
        ("FileNotFoundError: [Errno 2] No such file or directory: 'words.txt'", "app/words.txt"),
        ("bash: /srv/blog/server/start: No such file or directory", "app/server/start"),
        ('failed to calculate checksum of ref a::b: "/extra.txt": not found', "app/extra.txt"),
        ('failed to compute cache key: "/posts/x": not found', "app/posts/x"),
        ("jinja2.exceptions.TemplateNotFound: card.html", "app/templates/card.html"),
    ],
)
def test_it_is_named_with_the_command_that_adds_it(output: str, path: str) -> None:
    text = said(output)
    assert text.startswith(f"FH-COMMIT-MISSING: the commit has no {path}. ")
    assert ADD.format(path) in text
    assert ("requirements.txt" in text) == ("ModuleNotFound" in output)


@pytest.mark.parametrize(
    "output",
    [
        "",
        "SyntaxError: invalid syntax",
        "ModuleNotFoundError: No module named 'blog.web'",
        "FileNotFoundError: [Errno 2] No such file or directory: '/etc/passwd.d/x'",
        "FileNotFoundError: [Errno 2] No such file or directory: '../../etc/shadow'",
        'failed to calculate checksum of ref a::b: "/nowhere/deep/x": not found',
    ],
)
def test_nothing_is_said_of_what_is_there_or_cannot_be_the_authors(output: str) -> None:
    assert said(output) == ""
