"""A file that is on the author's machine and not in the commit: named, with the command that adds it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from release.git import has_path

MODULE = re.compile(r"ModuleNotFoundError: No module named '([A-Za-z0-9_.]{1,200})'")
# From `from blog import helper`, where helper.py is missing.
NAME = re.compile(r"ImportError: cannot import name '([A-Za-z0-9_]{1,100})' from '([A-Za-z0-9_.]{1,200})'")
# Python's words, a shell's, and BuildKit's for what a COPY names.
FILES = (
    re.compile(r"FileNotFoundError: \[Errno 2\] No such file or directory: '([^'\n]{1,300})'"),
    re.compile(r"(?:^|\s)([/\w.-]{1,300}): No such file or directory", re.MULTILINE),
    re.compile(r"failed to (?:calculate checksum|compute cache key)[^\n]{0,300}\"/?([^\"\n]{1,300})\": not found"),
    re.compile(r"(?:TemplateNotFound|TemplateNotFoundError): ([^\s']{1,300})"),
)
# Where the image has the pushed folder, or a part of it.
INSIDE = ("/srv/blog/", "/build/", "./", "/")


def candidates(service: str, output: str) -> list[str]:
    """Return paths in the commit that the end of an output misses, the most probable first. Pure."""
    found = []
    for module in MODULE.findall(output):
        found += [f"{service}/{module.replace('.', '/')}.py", f"{service}/{module.split('.')[0]}.py"]
    for name, module in NAME.findall(output):
        found.append(f"{service}/{module.replace('.', '/')}/{name}.py")
    for pattern in FILES:
        for path in pattern.findall(output):
            inside = next((path.removeprefix(p) for p in INSIDE if path.startswith(p)), path)
            found.append(f"{service}/{posixpath.normpath(inside)}")
            if "TemplateNotFound" in pattern.pattern:
                found[-1] = f"{service}/templates/{posixpath.normpath(inside)}"
    return [path for path in dict.fromkeys(found) if not path.startswith(("/", "..")) and "/../" not in path]


def hint(commit: str, service: str, output: str, has: Callable[[str, str], bool] = has_path) -> str:
    """Return a sentence about a file that the commit lacks, or nothing.

    Only where the folder that the file would be in is in the commit: else it is no file of the author's.
    """
    modules = MODULE.findall(output)
    for path in candidates(service, output):
        stem = path.removesuffix(".py")
        if has(commit, path) or (path != stem and has(commit, stem)) or not has(commit, posixpath.dirname(path)):
            continue
        package = f", or put the package {modules[0].split('.')[0]} into {service}/requirements.txt" if modules else ""
        return (
            f"FH-COMMIT-MISSING: the commit has no {path}. If it is on your machine: "
            f"git add {path} && git commit --amend --no-edit && git push server HEAD:main{package}"
        )
    return ""
