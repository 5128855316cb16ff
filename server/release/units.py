"""Whether the server's own systemd units do what they are for."""

from __future__ import annotations

from release.processes import output_of

UNITS = tuple(
    f"freehold-{name}"
    for name in (
        *("site.service", "watch.service", "watch.timer", "firewall.service", "address.service"),
        *("tidy.service", "tidy.timer", "upkeep.service", "upkeep.timer", "certificate.service", "certificate.timer"),
        *("readers.service", "readers.timer", "lease.service", "lease.timer", "backup.service", "backup.timer"),
    )
)
# Started by nobody but systemd: disabled they are silent after a boot, stopped at once.
STARTED = ("freehold-site.service", "freehold-watch.timer")


def damaged_units(shown: str) -> tuple[tuple[str, str], ...]:
    """Return which units do not do what they are for, and why, from what `systemctl show` prints. Pure."""
    found = []
    for block in shown.split("\n\n"):
        unit = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        name, load = unit.get("Id", ""), unit.get("LoadState", "")
        if name not in UNITS:
            continue
        if load != "loaded":
            # An empty file is "masked" to systemd.
            found.append((name, {"not-found": "missing", "masked": "empty or masked"}.get(load, "damaged")))
        elif unit.get("NeedDaemonReload") == "yes":
            found.append((name, "not the one that systemd has read"))
        elif name in STARTED and unit.get("UnitFileState") != "enabled":
            found.append((name, "not enabled"))
        elif name in STARTED and name.endswith(".timer") and unit.get("ActiveState") != "active":
            found.append((name, "not running"))
    return tuple(found)


def damaged() -> tuple[tuple[str, str], ...]:
    """Return the same, of this server. One systemctl."""
    properties = "--property=Id,LoadState,NeedDaemonReload,UnitFileState,ActiveState"
    return damaged_units(output_of(["systemctl", "show", properties, *UNITS]) or "")
