"""YAML as lines and plain values.

Every node knows the line of its key, aliases and merges are followed, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml

TAGS = {f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "int", "float", "bool", "null", "merge")}
MAX_BYTES = 64 * 1024
MAX_NODES = 5000


class Problem(Exception):
    """What keeps the file from being read at all, and on which line."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(line, why)
        self.line, self.why = line, why


# What stands in a file, without its lines.
Scalar = str | int | float | bool | None


class Plain:
    """A node as the policy sees it.

    ``value`` is a dict of Plain, a list of Plain, or a scalar; ``line`` is that of its key; ``raw`` is a scalar as
    written, for YAML 1.1 (PyYAML) and 1.2 (Compose) read `yes` or `012` differently.
    """

    def __init__(self, value: Mapping[str, Plain] | Sequence[Plain] | Scalar, line: int, raw: object = None) -> None:
        self.value, self.line, self.raw = value, line, raw


class Reader:
    """Follows one document's nodes, with an eye on what they come to."""

    def __init__(self, loader: yaml.SafeLoader) -> None:
        self.loader, self.count = loader, 0
        self.open: list[int] = []

    def plain(self, node: yaml.Node, line: int) -> Plain:
        """Return a node as Plain, what is below it included."""
        self.count += 1
        if self.count > MAX_NODES:
            raise Problem(line, f"has more than {MAX_NODES} values once aliases are followed")
        if node.tag not in TAGS:
            raise Problem(line, f"the tag {node.tag} is not allowed")
        if id(node) in self.open:
            raise Problem(line, "an alias contains itself")
        self.open.append(id(node))
        try:
            return Plain(self.content(node), line, node.value)
        finally:
            self.open.pop()

    def content(self, node: yaml.Node) -> dict[str, Plain] | list[Plain] | Scalar:
        """Return a node's value."""
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, item.start_mark.line + 1) for item in node.value]
        try:
            value: Scalar = self.loader.construct_object(node)
            return value
        except (yaml.YAMLError, ValueError) as error:
            raise Problem(node.start_mark.line + 1, f"cannot be read ({error})") from None

    def mapping(self, node: yaml.MappingNode) -> dict[str, Plain]:
        """Return a mapping, with what it merges in; its own keys count."""
        own: dict[str, Plain] = {}
        merged: dict[str, Plain] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.tag == "tag:yaml.org,2002:merge":
                for source in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    plain = self.plain(source, line)
                    if not isinstance(plain.value, dict):
                        raise Problem(line, "<< must name a mapping")
                    merged = {**plain.value, **merged}
                continue
            if key.tag != "tag:yaml.org,2002:str":
                raise Problem(line, f"a key must be text: write it in quotes, not as {key.value}")
            if key.value in own:
                raise Problem(line, f"the key {key.value!r} is there twice")
            own[key.value] = self.plain(value, line)
        return {**merged, **own}


def read(text: bytes) -> Plain:
    """Return the document as Plain. Raises ``Problem`` where it is not one document of plain YAML."""
    if len(text) > MAX_BYTES:
        raise Problem(1, f"has more than {MAX_BYTES} bytes, which is all that is read")
    try:
        loader = yaml.SafeLoader(text.decode("utf-8"))
        node = loader.get_single_node()
    except UnicodeDecodeError as error:
        raise Problem(1, f"is not UTF-8 ({error.reason})") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Problem(mark.line + 1 if mark else 1, f"is not YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise Problem(1, f"is not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(node, yaml.MappingNode):
        raise Problem(1, "must be a mapping with `services`")
    try:
        return Reader(loader).plain(node, 1)
    except RecursionError:
        raise Problem(1, "is nested too deeply") from None
