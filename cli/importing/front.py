"""Front matter as five generators write it: YAML, TOML, JSON, or lines without a fence. Read as data."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

from importing.report import Notes

MAX_ALIASES = 20
MAX_HEADER = 64_000
HEADER = re.compile(r"[A-Za-z][\w -]{0,40}:(\s|$)")
NIKOLA = re.compile(r"(?:<!--[ \t]*\n?)?(?:\.\. [\w-]+:[^\n]*\n)+\n?(?:-->)?")
NIKOLA_KEY = re.compile(r"^\.\. ([\w-]+):(.*)$", re.MULTILINE)
Front = dict[str, Any]


def divide(text: str, notes: Notes) -> tuple[Front, str, int]:
    """Return front matter with keys in small letters, the body, and the body's first line. Empty: there is none."""
    text = text.lstrip("\ufeff")
    lead = len(text) - len(text.lstrip("\n"))
    text = text[lead:]
    lines = text.split("\n")
    fence = lines[0].rstrip()
    front: Front
    if fence in ("---", "+++"):
        ends = ("---", "...") if fence == "---" else ("+++",)
        end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in ends), 0)
        if not end:
            notes.left(1, f'the front matter has no end; close it with a line "{fence}"')
            return {}, text, 1 + lead
        source = "\n".join(lines[1:end])
        front = _toml(source, notes) if fence == "+++" else read_yaml(source, notes, 2)
        return lowered(front), "\n".join(lines[end + 1 :]), end + 2 + lead
    if fence.startswith("{") and not fence.startswith(("{{", "{%")):
        try:
            front, end = json.JSONDecoder().raw_decode(text)
            return lowered(front), text[end:], text.count("\n", 0, end) + 1 + lead
        except (ValueError, RecursionError):
            return {}, text, 1 + lead
    nikola = NIKOLA.match(text)
    if nikola:
        front = {key: value.strip() for key, value in NIKOLA_KEY.findall(nikola[0])}
        return lowered(front), text[nikola.end() :], text.count("\n", 0, nikola.end()) + 1 + lead
    end = next((i for i, line in enumerate(lines) if not line.strip() or line.rstrip() == "---"), len(lines))
    if HEADER.match(lines[0]) and all(HEADER.match(line) or line.startswith((" ", "\t", "- ")) for line in lines[:end]):
        return (
            lowered(read_yaml("\n".join(lines[:end]), notes, 1)),
            "\n".join(lines[end:]).removeprefix("---\n"),
            end + 1 + lead,
        )
    return {}, text, 1 + lead


def read_yaml(source: str, notes: Notes, first_line: int = 1) -> Front:
    """Read YAML; every value stays a text. Broken YAML is read line by line, and told."""
    problem = "is too long"
    if len(source) <= MAX_HEADER:
        try:
            aliases = sum(isinstance(token, yaml.AliasToken) for token in yaml.scan(source, yaml.SafeLoader))
            if aliases > MAX_ALIASES:
                notes.left(first_line, f"the YAML has {aliases} aliases; {MAX_ALIASES} may be. It was not read")
                return {}
            found = yaml.load(source, yaml.BaseLoader)  # noqa: S506 # texts, lists and mappings alone
            return found if isinstance(found, dict) else {}
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line if error.problem_mark else 0
            first_line, problem = first_line + line, str(error.problem)
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            problem = str(error)
    notes.changed(first_line, f"the front matter is not YAML ({problem}): read line by line")
    pairs = (line.partition(":") for line in source[:MAX_HEADER].split("\n") if HEADER.match(line))
    return {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}


def _toml(source: str, notes: Notes) -> Front:
    try:
        return tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        notes.left(1, f"the front matter is not TOML: {error}")
        pairs = (line.partition("=") for line in source.split("\n") if "=" in line)
        return {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}


def lowered(front: object) -> Front:
    """Return a mapping with its keys in small letters, `-` as `_`."""
    if not isinstance(front, Mapping):
        return {}
    return {str(key).strip().lower().replace("-", "_").replace(" ", "_"): value for key, value in front.items()}


def texts(value: object) -> list[str]:
    """Return a value as texts: one, a list, or a mapping's keys."""
    if isinstance(value, Mapping):
        return [str(key) for key in value]
    if isinstance(value, list):
        return [str(item).strip() for item in value if not isinstance(item, (Mapping, list)) and str(item).strip()]
    return [str(value).strip()] if value is not None and str(value).strip() else []


def text_of(front: Front, *keys: str) -> str:
    """Return the first of `keys` that is a text, on one line; else ""."""
    for key in keys:
        value = front.get(key)
        if value is not None and not isinstance(value, (list, Mapping)) and str(value).strip():
            return " ".join(str(value).split())
    return ""
