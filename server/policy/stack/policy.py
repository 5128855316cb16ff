"""The stack to deploy, or every reason why not, each with its line.

What is deployed is only what is written here again from checked values, so no second reading of the YAML can differ.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import IO, Any

from policy.stack.fields import NETWORK, REASONS, SERVICE, SERVICES, Check, Table
from policy.stack.limits import hold, problem as whole_problem
from policy.stack.nodes import MAX_BYTES, Plain, Problem, read
from policy.stack.shapes import CONTENT, MOUNTS, Shapes, shown


def why_not(key: str) -> str:
    """Tell why a key is not allowed."""
    return f"is not allowed ({REASONS.get(key, 'it is not among the keys that the server knows')})"


class Policy(Shapes):
    """One reading of one file."""

    def table(self, node: Plain, where: str, fields: Table) -> dict[str, Any]:
        """Check a mapping by a table. Returns the plain dict of what passed."""
        if not isinstance(node.value, dict):
            self.refuse(node, where, "must be a mapping")
            return {}
        result = {}
        for key, child in node.value.items():
            name = f"{where}.{key}" if where else key
            check = fields.get(key)
            if check is None:
                self.refuse(child, name, why_not(key))
            elif isinstance(check, str):
                result[key] = getattr(self, check)(child, name)
            elif not isinstance(check, Check):
                result[key] = self.table(child, name, check)
            elif check(child.value):
                result[key] = self.clean(child, name)
            else:
                self.refuse(child, name, f"must be {check.expects}, not {shown(child)}")
        return {k: v for k, v in result.items() if v is not None}

    def stack(self, document: Plain, app_tree: str, nginx_tree: str, rendered: bool) -> dict[str, Any]:
        """Return the stack to deploy; it counts only where ``problems`` is empty.

        ``rendered``: the app reads the content that the server renders.
        """
        top = (
            {k: v for k, v in document.value.items() if not k.startswith("x-")}
            if isinstance(document.value, dict)
            else {}
        )
        networks = top.get("networks")
        self.own_networks = networks.value if networks and isinstance(networks.value, dict) else {}
        services = self.table_of(top, document)
        # .invalid (RFC 2606) is served by nobody: should dockerd ever look for the image elsewhere, there is no such
        # registry.
        for name, tree in (("app", app_tree), ("nginx", nginx_tree)):
            services[name] = {**services.get(name, {}), "image": f"freehold.invalid/{name}:{tree}", "cap_drop": ["ALL"]}
        # The address is filled in when the stack is deployed: it may change under a release.
        services["app"]["environment"] = {
            **services["app"].get("environment", {}),
            "FREEHOLD_RELEASE": app_tree[:12],
            "FREEHOLD_URL": "",
        }
        for name, more in (("app", [CONTENT] if rendered else []), ("nginx", MOUNTS)):
            service = hold(name, services[name])
            service["volumes"] = [*more, *service.pop("tmpfs", []), *service.get("volumes", [])]
        return {"services": services, "networks": self.network_specs()}

    def table_of(self, top: Mapping[str, Plain], document: Plain) -> dict[str, dict[str, Any]]:
        """Check the services, and that nothing but they and networks is in the file."""
        for key, child in top.items():
            if key not in ("services", "networks"):
                self.refuse(child, key, why_not(key))
        services = top.get("services")
        if services is None or not isinstance(services.value, dict):
            self.refuse(services or document, "services", "must have app and nginx")
            return {}
        result = {}
        for name, node in services.value.items():
            if name not in SERVICES:
                self.refuse(node, f"services.{name}", "is not allowed (the server runs app and nginx)")
            result[name] = self.table(node, f"services.{name}", SERVICES.get(name, SERVICE))
        for name in SERVICES:
            if name not in services.value:
                self.refuse(services, f"services.{name}", "is missing")
        return result

    def network_specs(self) -> dict[str, dict[str, Any]]:
        """Check the networks."""
        result = {}
        for name, node in self.own_networks.items():
            spec = {} if node.value is None else self.table(node, f"networks.{name}", NETWORK)
            result[name] = {"driver": "overlay", **({"internal": True} if spec.get("internal") else {})}
            if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
                self.refuse(node, f"networks.{name}", "is no name for a network")
        return result


def main(source: IO[bytes], app_tree: str, nginx_tree: str, memory_mb: int, rendered: bool = False) -> int:
    """Print the stack as JSON, or each problem on standard error. Returns a status."""
    policy = Policy()
    try:
        stack = policy.stack(read(source.read(MAX_BYTES + 1)), app_tree, nginx_tree, rendered)
    except Problem as found:
        print(f"compose.yaml:{found.line}: {found.why}", file=sys.stderr)
        return 1
    for line, where, why in sorted(policy.problems)[:50]:
        print(f"compose.yaml:{line}: {where} {why}", file=sys.stderr)
    too_large = None if policy.problems else whole_problem(stack["services"], stack["networks"], memory_mb)
    if too_large:
        print(f"compose.yaml:1: {too_large}", file=sys.stderr)
    if policy.problems or too_large:
        return 1
    print(json.dumps(stack, indent=1, sort_keys=True))
    return 0
