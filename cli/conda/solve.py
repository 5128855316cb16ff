"""From what is asked for to exact packages, for one platform, whatever machine this runs on."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from rattler import GenericVirtualPackage, MatchSpec, PackageName, RepoDataRecord, Subdir, Version, solve
from rattler.exceptions import GatewayError, SolverError
from rattler.package import BuildString

from ask_channels import Channels
from specification import PLATFORMS, Specification
from user_error import UserError, cause_of

PYTHON = MatchSpec("python >=3.11,<3.15.0a0")
"""The blog needs tomllib (3.11); its locked wheels (app/requirements.txt) end with 3.14."""

VIRTUAL = {
    "linux-64": {"__unix": "0", "__linux": "5.4", "__glibc": "2.41", "__archspec": "1=x86_64"},
    "linux-aarch64": {"__unix": "0", "__linux": "5.4", "__glibc": "2.41", "__archspec": "1=aarch64"},
    "osx-arm64": {"__unix": "0", "__osx": "13.0", "__archspec": "1=m1"},
}
"""What a package may expect of the system: the C library of debian:trixie, which the image is made of, and the oldest
kernel and macOS that anybody should still run it on. No GPU."""


async def solve_platform(
    specification: Specification, channels: Channels, platform: str, keep: Sequence[RepoDataRecord]
) -> list[RepoDataRecord]:
    """Solve one platform; returns exact packages in a stable order.

    Raises:
        UserError: names the packages that no channel has, that exclude each other, or that have no hash.
    """
    specs = [MatchSpec(text) for text in specification.dependencies]
    unknown = await unknown_names(specs, channels, platform)
    if unknown:
        raise UserError(*unknown)
    try:
        records = await solve(
            sources=channels.channels,
            specs=specs,
            gateway=channels.gateway,
            platforms=[Subdir(platform), Subdir("noarch")],
            locked_packages=await channels.still_has(keep, platform),
            constraints=[PYTHON],
            virtual_packages=[_virtual(name, value) for name, value in VIRTUAL[platform].items()],
        )
    except SolverError as error:
        raise UserError(unsolvable(str(error))) from None
    except GatewayError as error:
        raise UserError(f"a channel stopped answering ({cause_of(error)}): try again") from None
    bare = [record.url for record in records if not record.sha256]
    if bare:
        raise UserError(
            *(f"the channel gives no sha256 for {url}: index the channel again (rattler-index)" for url in bare)
        )
    return sorted(records, key=lambda record: record.name.normalized)


async def unknown_names(specs: Sequence[MatchSpec], channels: Channels, platform: str) -> list[str]:
    """Make one line for each package that no channel has for a platform: near names, or platforms that have it."""
    names = await channels.names(platform)
    lines = []
    for name in (_name(spec) for spec in specs):
        if name is None or name in names:
            continue
        elsewhere = [other for other in PLATFORMS if name in await channels.names(other)]
        if elsewhere:
            lines.append(
                f'"{name}" is in the channels for {", ".join(elsewhere)} only: write that under `platforms` in '
                "environment.yml if it is enough"
            )
            continue
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.7)
        hint = f"did you mean {' or '.join(near)}?" if near else "look at its spelling and at `channels`"
        lines.append(f'"{name}" is in none of the channels ({", ".join(channels.asked)}): {hint}')
    return lines


def unsolvable(said: str) -> str:
    """Return the solver's own account, which names the packages that exclude each other. Pure."""
    account = said.strip().removeprefix("Cannot solve the request because of:").strip()
    hint = f"\n  (the blog runs on {PYTHON})" if "python" in account else ""
    lines = "\n".join(f"  {line}" for line in account.splitlines())
    return f"no set of packages fits environment.yml:\n{lines}{hint}"


def _name(spec: MatchSpec) -> str | None:
    return spec.name.normalized


def _virtual(name: str, value: str) -> GenericVirtualPackage:
    version, _, build = value.partition("=")
    return GenericVirtualPackage(PackageName(name), Version(version), BuildString(build or "0"))
