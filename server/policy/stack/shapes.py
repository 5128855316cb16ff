"""The values in a compose.yaml that are more than one plain value.

Each method checks one and gives what is deployed, or None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from policy.stack.fields import path, size
from policy.stack.nodes import Plain

STATE = "/var/lib/freehold"


def mount(name: str, target: str) -> dict[str, Any]:
    """Return the mount of a directory below STATE, read-only."""
    return {"type": "bind", "source": f"{STATE}/{name}", "target": target, "read_only": True}


# What nginx sees of the server, and the app that is rendered.
CONTENT = mount("content", "/srv/content")
MOUNTS = [
    mount("nginx/conf", "/etc/nginx/conf.d"),
    mount("nginx/www", "/srv/www"),
    mount("nginx/tls", "/etc/nginx/tls.d"),
    mount("nginx/challenge", "/srv/challenge"),
    CONTENT,
]
PORTS = [{"target": t, "published": p, "protocol": "tcp", "mode": "host"} for t, p in ((8080, 80), (8443, 443))]
SHORT_CONF = "./nginx/conf:/etc/nginx/conf.d:ro"
LONG_CONF = [{**MOUNTS[0], "source": source} for source in ("./nginx/conf", "nginx/conf")]


def bare(node: Plain) -> Any:  # noqa: ANN401 (what YAML can say)
    """Return a node without its lines."""
    if isinstance(node.value, dict):
        return {key: bare(child) for key, child in node.value.items()}
    return [bare(item) for item in node.value] if isinstance(node.value, list) else node.value


def shown(node: Plain) -> str:
    """Return a node in the words of an error."""
    return (
        "a mapping" if isinstance(node.value, dict) else "a list" if isinstance(node.value, list) else repr(node.value)
    )


def parts(node: Plain) -> Sequence[Plain]:
    """Return the items of a list, or the one thing that stands in its place."""
    return node.value if isinstance(node.value, list) else [node]


class Shapes:
    """Collects what is wrong. ``own_networks``: those that the file declares."""

    def __init__(self) -> None:
        self.own_networks: Mapping[str, Plain] = {}
        self.problems: list[tuple[int, str, str]] = []

    def refuse(self, node: Plain, where: str, why: str) -> None:
        """Note why the file is refused."""
        self.problems.append((node.line, where, why))

    def clean(self, node: Plain, where: str) -> Any:  # noqa: ANN401 (the value as it is)
        """Return a scalar; `docker stack deploy` would put the server's environment in place of its $NAME."""
        if isinstance(node.value, str) and "$" in node.value:
            self.refuse(node, where, "may not contain $")
        return node.value

    def items(self, node: Plain, where: str, what: str = "text") -> list[str] | None:
        """Check a list of texts."""
        if isinstance(node.value, list) and all(isinstance(i.value, str) for i in node.value):
            return [self.clean(i, where) for i in node.value]
        self.refuse(node, where, f"must be a list of {what}")
        return None

    def words(self, node: Plain, where: str) -> list[str] | str | None:
        """Check a command, as one text or as a list."""
        if isinstance(node.value, str):
            return str(self.clean(node, where))
        return self.items(node, where)

    def ignored(self, _node: Plain, _where: str) -> None:
        """Leave out what means nothing here."""

    def build(self, node: Plain, where: str) -> None:
        """Check that an image is built from its own folder."""
        allowed = "./" + where.split(".")[1]
        for key, child in (node.value if isinstance(node.value, dict) else {"context": node}).items():
            if key not in ("context", "dockerfile"):
                self.refuse(child, f"{where}.{key}", "is not allowed (images are built from their folder alone)")
            elif child.value not in (
                (allowed, allowed[2:], allowed + "/") if key == "context" else ("Dockerfile", "./Dockerfile")
            ):
                self.refuse(
                    child,
                    f"{where}.{key}",
                    f"must be {allowed if key == 'context' else 'Dockerfile'}, not {shown(child)}",
                )

    def variables(self, node: Plain, where: str) -> list[tuple[str, object, Plain]] | None:
        """Return (name, value, node) of each variable, in either way of writing them."""
        if isinstance(node.value, dict):
            return [(name, None if child.value is None else child.raw, child) for name, child in node.value.items()]
        if not isinstance(node.value, list):
            self.refuse(node, where, "must be a mapping or a list of NAME=value")
            return None
        pairs = [((i.value if isinstance(i.value, str) else "").partition("="), i) for i in node.value]
        for (_, equals, _), i in pairs:
            if not equals:
                self.refuse(i, where, f"must be NAME=value, not {shown(i)} (the server has no value to lend)")
        return [(name, value, i) for (name, equals, value), i in pairs if equals]

    def environment(self, node: Plain, where: str) -> dict[str, str] | None:
        """Check a container's variables."""
        found = self.variables(node, where)
        if found is None:
            return None
        result = {}
        for name, value, child in found:
            if not name.isidentifier() or not name.isascii():
                self.refuse(child, f"{where}.{name}", "is no name for a variable")
            elif not isinstance(value, str):
                self.refuse(child, f"{where}.{name}", "must be a value (the server has none to lend)")
            elif "$" in value:
                self.refuse(child, f"{where}.{name}", "may not contain $")
            else:
                result[name] = value
        return result

    def networks(self, node: Plain, where: str) -> list[str] | None:
        """Check which networks a service is in."""
        names = node.value if isinstance(node.value, list) else []
        if isinstance(node.value, dict) and all(child.value is None for child in node.value.values()):
            return self.declared(list(node.value.items()), where)
        if not names or not all(isinstance(i.value, str) for i in names):
            self.refuse(node, where, "must be a list of this file's networks")
            return None
        return self.declared([(i.value, i) for i in names], where)

    def declared(self, names: Sequence[tuple[str, Plain]], where: str) -> list[str]:
        """Check that the file declares these networks."""
        for name, node in names:
            if name not in self.own_networks:
                self.refuse(node, where, f"names the network {name!r}, which this file does not declare")
        return [name for name, _ in names]

    def tmpfs(self, node: Plain, where: str) -> list[dict[str, str]] | None:
        """Check the short form, which `docker stack deploy` ignores: it becomes volumes."""
        paths = bare(node) if isinstance(node.value, list) else [node.value]
        if not all(path(p) for p in paths):
            self.refuse(node, where, "must be a list of absolute paths")
            return None
        return [{"type": "tmpfs", "target": str(p)} for p in paths]

    def capabilities(self, node: Plain, where: str) -> None:
        """Check that all capabilities are dropped."""
        names = self.items(node, where, "capabilities")
        if names is not None and names != ["ALL"]:
            self.refuse(node, where, "must be [ALL]")

    def ports(self, node: Plain, where: str) -> list[dict[str, Any]]:
        """Check what nginx publishes."""
        result: list[dict[str, Any]] = []
        for item in parts(node):
            found = bare(item)
            if isinstance(found, dict) and re.fullmatch("[0-9]{1,5}", str(found.get("published"))):
                found = {"protocol": "tcp", **found, "published": int(found["published"])}
            if found in PORTS and found not in result:
                result.append(found)
            else:
                self.refuse(
                    item, where, "must be {target: 8080, published: 80, protocol: tcp, mode: host} (or 8443 and 443)"
                )
        return result

    def volumes(self, node: Plain, where: str) -> list[dict[str, Any]]:
        """Check a service's volumes.

        Both services may have room in memory, nginx also nginx/conf; the server puts its own directory in the
        latter's place.
        """
        result = []
        for item in parts(node):
            found = bare(item)
            if isinstance(found, dict) and found.get("type") == "tmpfs":
                if self.temporary(item, found, where):
                    result.append(found)
            elif not where.startswith("services.nginx."):
                self.refuse(item, where, "may have tmpfs only: app sees no file of the server")
            elif found != SHORT_CONF and found not in LONG_CONF:
                self.refuse(item, where, f"may have tmpfs and {SHORT_CONF} only")
        return result

    def temporary(self, item: Plain, found: Mapping[str, Any], where: str) -> bool:
        """Check room in memory."""
        options = found.get("tmpfs", {})
        if (
            set(found) - {"type", "target", "tmpfs"}
            or not path(found.get("target"))
            or not isinstance(options, dict)
            or set(options) - {"size"}
            or not all(size(v) for v in options.values())
        ):
            self.refuse(item, where, "of type tmpfs may have target and tmpfs.size only")
            return False
        return True
