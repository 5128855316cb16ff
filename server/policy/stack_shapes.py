"""The values in a compose.yaml that are more than one plain value. Each method checks one and gives what is deployed, or None."""

import re

from stack_fields import path, size

STATE = "/var/lib/freehold/nginx"
# What nginx sees of the server: directory below STATE, and where it is inside.
MOUNTS = [
    {"type": "bind", "source": f"{STATE}/{name}", "target": target, "read_only": True}
    for name, target in (
        ("conf", "/etc/nginx/conf.d"),
        ("www", "/srv/www"),
        ("tls", "/etc/nginx/tls.d"),
        ("challenge", "/srv/challenge"),
    )
]
PORTS = [{"target": t, "published": p, "protocol": "tcp", "mode": "host"} for t, p in ((8080, 80), (8443, 443))]
SHORT_CONF = "./nginx/conf:/etc/nginx/conf.d:ro"
LONG_CONF = [{**MOUNTS[0], "source": source} for source in ("./nginx/conf", "nginx/conf")]


def bare(node):
    """A node without its lines."""
    if isinstance(node.value, dict):
        return {key: bare(child) for key, child in node.value.items()}
    return [bare(item) for item in node.value] if isinstance(node.value, list) else node.value


class Shapes:
    """Mixed into Policy, which has `refuse` and `own_networks`."""

    def __init__(self):
        self.own_networks = {}

    def shown(self, node):
        return (
            "a mapping"
            if isinstance(node.value, dict)
            else "a list"
            if isinstance(node.value, list)
            else repr(node.value)
        )

    def clean(self, node, where):
        """`docker stack deploy` would put the server's environment in place of $NAME."""
        if isinstance(node.value, str) and "$" in node.value:
            self.refuse(node, where, "may not contain $")
        return node.value

    def items(self, node, where, what="text"):
        """A list of texts, or nothing."""
        if isinstance(node.value, list) and all(isinstance(i.value, str) for i in node.value):
            return [self.clean(i, where) for i in node.value]
        self.refuse(node, where, f"must be a list of {what}")
        return None

    def words(self, node, where):
        return self.clean(node, where) if isinstance(node.value, str) else self.items(node, where)

    def ignored(self, _node, _where):
        return None

    def build(self, node, where):
        allowed = "./" + where.split(".")[1]
        parts = node.value if isinstance(node.value, dict) else {"context": node}
        for key, child in parts.items():
            if key not in ("context", "dockerfile"):
                self.refuse(child, f"{where}.{key}", "is not allowed (images are built from their folder alone)")
            elif child.value not in (
                (allowed, allowed[2:], allowed + "/") if key == "context" else ("Dockerfile", "./Dockerfile")
            ):
                self.refuse(
                    child,
                    f"{where}.{key}",
                    f"must be {allowed if key == 'context' else 'Dockerfile'}, not {self.shown(child)}",
                )

    def environment(self, node, where):
        if isinstance(node.value, list):
            pairs = [((i.value if isinstance(i.value, str) else "").partition("="), i) for i in node.value]
            found = [(name, value, i) for (name, equals, value), i in pairs if equals]
            for (name, equals, _), i in pairs:
                if not equals:
                    self.refuse(i, where, f"must be NAME=value, not {self.shown(i)} (the server has no value to lend)")
        elif isinstance(node.value, dict):
            found = [(name, None if child.value is None else child.raw, child) for name, child in node.value.items()]
        else:
            return self.refuse(node, where, "must be a mapping or a list of NAME=value")
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

    def networks(self, node, where):
        names = node.value if isinstance(node.value, list) else []
        if isinstance(node.value, dict) and all(child.value is None for child in node.value.values()):
            return self.declared([(name, child) for name, child in node.value.items()], where)
        if not names or not all(isinstance(i.value, str) for i in names):
            return self.refuse(node, where, "must be a list of this file's networks")
        return self.declared([(i.value, i) for i in names], where)

    def declared(self, names, where):
        for name, node in names:
            if name not in self.own_networks:
                self.refuse(node, where, f"names the network {name!r}, which this file does not declare")
        return [name for name, _ in names]

    def tmpfs(self, node, where):
        """`docker stack deploy` ignores the short form, so it becomes volumes."""
        paths = bare(node) if isinstance(node.value, list) else [node.value]
        if not all(path(p) for p in paths):
            return self.refuse(node, where, "must be a list of absolute paths")
        return [{"type": "tmpfs", "target": p} for p in paths]

    def capabilities(self, node, where):
        names = self.items(node, where, "capabilities")
        if names is not None and names != ["ALL"]:
            self.refuse(node, where, "must be [ALL]")

    def ports(self, node, where):
        result = []
        for item in node.value if isinstance(node.value, list) else [node]:
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

    def volumes(self, node, where):
        """Room in memory for both services, nginx/conf for nginx; the server puts its own directory in the latter's place."""
        result = []
        for item in node.value if isinstance(node.value, list) else [node]:
            found = bare(item)
            if isinstance(found, dict) and found.get("type") == "tmpfs":
                self.temporary(item, found, where, result)
            elif not where.startswith("services.nginx."):
                self.refuse(item, where, "may have tmpfs only: app sees no file of the server")
            elif found != SHORT_CONF and found not in LONG_CONF:
                self.refuse(item, where, f"may have tmpfs and {SHORT_CONF} only")
        return result

    def temporary(self, item, found, where, result):
        options = found.get("tmpfs", {})
        if (
            set(found) - {"type", "target", "tmpfs"}
            or not path(found.get("target"))
            or not isinstance(options, dict)
            or set(options) - {"size"}
            or not all(size(v) for v in options.values())
        ):
            return self.refuse(item, where, "of type tmpfs may have target and tmpfs.size only")
        return result.append(found)
