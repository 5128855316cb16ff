"""Which images a Dockerfile begins from.

Only to fetch them beforehand: what a build may use is held by BuildKit's source policy, so a name that is overlooked
here fails the build instead of fetching anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

# The public registries. A name is fetched by dockerd, as root on the server's own network: none may lead there.
REGISTRIES = (
    "docker.io",
    "ghcr.io",
    "quay.io",
    "gcr.io",
    "registry.gitlab.com",
    "mcr.microsoft.com",
    "public.ecr.aws",
    "registry.k8s.io",
    "nvcr.io",
)
NAME = re.compile(
    r"(?P<name>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
    r"(?P<digest>@sha256:[0-9a-f]{64})?",
    re.ASCII,
)
HEREDOC = re.compile(r"<<(-?)(['\"]?)([A-Za-z_][A-Za-z0-9_]*)\2")
VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})", re.ASCII)
MAX_BASES = 10


class Unusable(Exception):
    """Why a Dockerfile cannot be used, and on which line."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(line, why)
        self.line, self.why = line, why


def instructions(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, instruction) of a Dockerfile: continued lines joined, without comments and bodies of heredocs."""
    escape = (re.match(r"\s*#\s*escape\s*=\s*`", text.split("\n", 1)[0] if text else "", re.IGNORECASE) and "`") or "\\"
    joined, start = "", 0
    ends: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if ends:
            dash, word = ends[0]
            if (line.lstrip("\t") if dash else line) == word:
                ends.pop(0)
            continue
        if line.lstrip().startswith("#") or (joined and not line.strip()):
            continue
        start = start if joined else number
        stripped = line.rstrip()
        if stripped.endswith(escape):
            joined += stripped[:-1] + " "
            continue
        whole, joined = (joined + line).strip(), ""
        if re.match(r"(RUN|COPY|ADD)\b", whole, re.IGNORECASE):
            ends = [(dash, word) for dash, _, word in HEREDOC.findall(whole)]
        if whole:
            yield start, whole
    if joined.strip():
        yield start, joined.strip()


def full_name(line: int, reference: str) -> str:
    """Return the name as BuildKit's source policy writes it: registry, path and tag or digest."""
    match = NAME.fullmatch(reference)
    first, _, rest = reference.partition("/")
    if rest and (":" in first or first == "localhost"):
        raise Unusable(
            line,
            f"FH-BASE-REGISTRY: the base image {reference[:80]!r} is of a registry with a port or of this machine; "
            f"expected one of {', '.join(REGISTRIES)}",
        )
    if match is None or len(reference) > 255:
        raise Unusable(line, f"FH-BASE-NAME: {reference[:80]!r} is no name of an image")
    name = match["name"]
    registry, _, path = name.partition("/")
    if not path or "." not in registry:
        registry, path = "docker.io", name if path else f"library/{name}"
    if registry not in REGISTRIES:
        raise Unusable(
            line,
            f"FH-BASE-REGISTRY: the base image {reference!r} is of {registry}; expected one of {', '.join(REGISTRIES)}",
        )
    tag = f":{match['tag']}" if match["tag"] else "" if match["digest"] else ":latest"
    return f"{registry}/{path}{tag}{match['digest'] or ''}"


def base_name(line: int, words: Sequence[str], arguments: dict[str, str]) -> tuple[str, list[str]]:
    """Return what a FROM begins from, its arguments filled in, and the words that are no options.

    Raises ``Unusable``.
    """
    platform = words[0] if words and words[0].startswith("--platform=") else None
    if platform not in (None, "--platform=$BUILDPLATFORM", "--platform=$TARGETPLATFORM"):
        raise Unusable(line, f"FH-BASE-PLATFORM: {platform} may differ from the server's; leave it out")
    names = [w for w in words if not w.startswith("--")]
    if not names:
        raise Unusable(line, "FH-BASE-NAME: FROM names no image")
    return VARIABLE.sub(lambda m: arguments.get(m[1] or m[2]) or m[3] or "", names[0]), names


def bases(text: str) -> list[str]:
    """Return the full names of the images that the stages of a Dockerfile begin from, each once.

    Raises ``Unusable``.
    """
    arguments: dict[str, str] = {}
    stages: set[str] = set()
    found: list[str] = []
    for line, whole in instructions(text):
        word, *rest = whole.split()
        if word.upper() == "ARG" and not stages and rest:
            name, equals, value = rest[0].partition("=")
            arguments[name] = value.strip("'\"") if equals else ""
        if word.upper() != "FROM":
            continue
        name, names = base_name(line, rest, arguments)
        if name.lower() not in stages and name != "scratch":
            found.append(full_name(line, name))
        stages.add(names[2].lower() if len(names) > 2 and names[1].upper() == "AS" else f" {line}")
    if len(set(found)) > MAX_BASES:
        raise Unusable(
            1, f"FH-BASE-COUNT: {len(set(found))} base images; at most {MAX_BASES} are kept for one Dockerfile"
        )
    return list(dict.fromkeys(found))


def main(paths: Sequence[str]) -> int:
    """Print the names, each once, or each reason why not, with its line. Returns a status."""
    names: list[str] = []
    problems: list[str] = []
    for path in paths:
        with Path(path).open("rb") as file:
            text = file.read(65536 + 1).decode("utf-8", "replace")
        try:
            names += bases(text)
        except Unusable as problem:
            problems.append(f"{'/'.join(path.split('/')[-2:])}:{problem.line}: {problem.why}")
    print("\n".join(problems or dict.fromkeys(names)))
    return 1 if problems else 0
