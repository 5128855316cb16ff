"""What the channels have: one gateway for all questions, so that each index is fetched once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rattler import Channel, Client, Config, Gateway, RepoDataRecord, Subdir
from rattler.exceptions import GatewayError

from channels import channel_url
from specification import PLATFORMS
from user_error import UserError, cause_of

CERTIFICATES = 'tls-root-certs = "system"'
"""What the machine trusts, so that a company's proxy is no stranger."""


class Channels:
    """The specification's channels, in order of priority."""

    def __init__(self, names: Sequence[str], app: Path, index_cache: Path) -> None:
        self.asked = names
        self.channels = [Channel(channel_url(name, app)) for name in names]
        client = Client.from_config(Config.from_toml(CERTIFICATES))
        self.gateway = Gateway(cache_dir=index_cache, client=client)
        self._names: dict[str, set[str]] = {}

    async def reach(self) -> None:
        """Fetch the index of every channel.

        Raises:
            UserError: one line for each channel that does not answer.
        """
        problems = []
        for name, channel in zip(self.asked, self.channels, strict=True):
            try:
                await self.gateway.names([channel], [Subdir(name) for name in (*PLATFORMS, "noarch")])
            except GatewayError as error:
                problems.append(unreachable(name, channel, error))
        if problems:
            raise UserError(*problems)

    async def names(self, platform: str) -> set[str]:
        """Return the name of every package that some channel has for a platform."""
        if platform not in self._names:
            found = await self.gateway.names(self.channels, [Subdir(platform), Subdir("noarch")])
            self._names[platform] = {name.normalized for name in found}
        return self._names[platform]

    async def still_has(self, records: Sequence[RepoDataRecord], platform: str) -> list[RepoDataRecord]:
        """Return the records that a channel still has, byte for byte: a package may be withdrawn, or built again."""
        names = [record.name.normalized for record in records]
        answers = await self.gateway.query(self.channels, [Subdir(platform), Subdir("noarch")], names, recursive=False)
        there = {(record.url, record.sha256) for answer in answers for record in answer}
        return [record for record in records if (record.url, record.sha256) in there]


def unreachable(name: str, channel: Channel, error: GatewayError) -> str:
    """Make the line for a channel that does not answer; the last cause says most. Pure."""
    return (
        f'channel "{name}" ({channel.base_url}) cannot be used: {cause_of(error)}. Look at the name and the network, '
        "or name a mirror of it under `channels`"
    )
