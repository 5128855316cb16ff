"""environment.yml, read strictly: what this project does not do is refused by name, never skipped."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import yaml
from rattler import MatchSpec
from rattler.exceptions import InvalidMatchSpecError

from channels import canonical_channel, channel_problem
from user_error import UserError

FILE = "environment.yml"
PLATFORMS = ("linux-64", "linux-aarch64", "osx-arm64")
"""What is locked by default: the image on both kinds of server, and a laptop of Apple's."""

KEYS = ("name", "channels", "dependencies", "platforms", "prefix")
REFUSED = {
    "variables": "set them in compose.yaml, under the service app",
    "category": "there is one environment, and the image has all of it",
}
PIP = (
    "a pip section has no hashes of its own: take the package from a channel, or put it into app/requirements.in and "
    "lock that (`uv pip compile --universal --generate-hashes`)"
)


@dataclass(frozen=True)
class Specification:
    """What the author asks for."""

    channels: tuple[str, ...]
    """In order of priority: names, URLs, and `./conda/channels/NAME` for those in the repository."""
    dependencies: tuple[str, ...]
    platforms: tuple[str, ...] = PLATFORMS

    def fingerprint(self) -> str:
        """Return the SHA-256 of what the lock depends on. Comments, name and order of packages do not count."""
        asked = [self.channels, sorted(self.dependencies), sorted(self.platforms)]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def read_specification(app: Path) -> Specification:
    """Read `environment.yml` in the folder `app`.

    Raises:
        UserError: has every problem of the file.
    """
    try:
        root = yaml.compose((app / FILE).read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except FileNotFoundError:
        raise UserError(f"{FILE} is missing in {app}: make one with `channels:` and `dependencies:`") from None
    except UnicodeDecodeError:
        raise UserError(f"{FILE} is not UTF-8 text: save it as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise UserError(f"{FILE}, line {line}: not YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise UserError(f"{FILE}: not YAML: {error}") from None
    if not isinstance(root, yaml.MappingNode):
        raise UserError(f"{FILE}: expected `channels:` and `dependencies:`, each with a list")
    reader = _Reader(app)
    specification = reader.read(root)
    if reader.problems:
        raise UserError(*reader.problems)
    return specification


class _Reader:
    def __init__(self, app: Path) -> None:
        self.app = app
        self.found: list[tuple[int, str]] = []

    @property
    def problems(self) -> list[str]:
        """In the order of the file; what is missing comes first."""
        return [f"{FILE}, line {line}: {text}" if line else f"{FILE}: {text}" for line, text in sorted(self.found)]

    def problem(self, node: yaml.Node | None, text: str) -> None:
        self.found.append((node.start_mark.line + 1 if node else 0, text))

    def read(self, root: yaml.MappingNode) -> Specification:
        values: dict[str, yaml.Node] = {}
        for key, value in root.value:
            name = str(key.value)
            if name in values:
                self.problem(key, f"`{name}` is there twice: keep one")
            elif name in REFUSED:
                self.problem(key, f"`{name}` is not supported: {REFUSED[name]}")
            elif name not in KEYS:
                self.problem(key, f"`{name}` is not known; there are: {', '.join(KEYS)}")
            values.setdefault(name, value)
        for name in ("channels", "dependencies"):
            if name not in values:
                self.problem(None, f"`{name}` is missing: a list, for example {_example(name)}")
        return Specification(
            tuple(self.channels(values.get("channels"))),
            tuple(self.dependencies(values.get("dependencies"))),
            tuple(self.platforms(values.get("platforms"))),
        )

    def strings(self, name: str, node: yaml.Node | None) -> list[tuple[yaml.Node, str]]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.problem(node, f"`{name}` must be a list that is not empty, for example {_example(name)}")
            return []
        found: list[tuple[yaml.Node, str]] = []
        for item in node.value:
            if isinstance(item, yaml.ScalarNode) and item.value.strip():
                found.append((item, item.value.strip()))
            elif name == "dependencies" and _is_pip(item):
                self.problem(item, PIP)
            else:
                self.problem(item, f"`{name}` must have one plain text in each entry, for example {_example(name)}")
        return found

    def channels(self, node: yaml.Node | None) -> list[str]:
        found = []
        for item, channel in self.strings("channels", node):
            # conda's word for "only these channels", which is how it is here anyway.
            if channel == "nodefaults":
                continue
            problem = channel_problem(channel, self.app)
            if problem:
                self.problem(item, problem)
            else:
                found.append(canonical_channel(channel, self.app))
        return found

    def dependencies(self, node: yaml.Node | None) -> list[str]:
        found = []
        for item, text in self.strings("dependencies", node):
            try:
                spec = MatchSpec(text)
            except InvalidMatchSpecError as error:
                self.problem(item, f'"{text}" is not a package with a version: {error}')
                continue
            if "://" in text:
                self.problem(item, f'"{text}" is a file: name the package, and its channel under `channels`')
            found.append(str(spec))
        return found

    def platforms(self, node: yaml.Node | None) -> list[str]:
        if node is None:
            return list(PLATFORMS)
        found = [platform for _, platform in self.strings("platforms", node)]
        for item, platform in self.strings("platforms", node):
            if platform not in PLATFORMS:
                self.problem(item, f'"{platform}" is not locked here; there are: {", ".join(PLATFORMS)}')
        return found


def _is_pip(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode) and [key.value for key, _ in node.value] == ["pip"]


def _example(name: str) -> str:
    return {"channels": "[conda-forge]", "dependencies": "[numpy=2.1]"}.get(name, "[linux-64]")
