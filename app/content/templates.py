"""Jinja as pages use it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import jinja2
from markupsafe import Markup

from content.model import ROOT, Site

Kind = TypeVar("Kind", bound=jinja2.Environment)


def make_environment(
    site: Site, addresses: Mapping[str, str], navigation: list[tuple[str, str]], folder: Path, kind: type[Kind]
) -> Kind:
    """Make an environment in which an unknown name is an error and `asset(name)` is the address of a file in static/.

    Args:
        site: what every page says about the blog.
        addresses: paths of assets by name.
        navigation: path and title of each page in the menu.
        folder: where the templates are.
        kind: the environment's class.
    """
    environment = kind(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def asset(name: str) -> str:
        if name not in addresses:
            raise jinja2.TemplateRuntimeError(f'there is no file "{name}" in static/')
        return addresses[name]

    environment.globals.update(site=site, asset=asset, navigation=navigation, root=ROOT, safe=Markup)
    return environment
