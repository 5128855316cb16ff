"""LaTeX to MathML, which browsers show without any script."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

from latex2mathml.converter import convert_to_element

COMMAND = re.compile(r"\\[A-Za-z]+")


class FormulaError(Exception):
    """What is wrong with a formula, in a few words."""


def to_mathml(source: str, display: str) -> str:
    """Convert LaTeX to MathML; `display` is "block" or "inline".

    The converter's own serializer leaves < and & as they are, so a formula could hold HTML; ours escapes them.

    Raises:
        FormulaError: `source` is not LaTeX, or has an unknown command.
    """
    try:
        root = convert_to_element(source.strip(), display=display)
    except Exception as error:  # noqa: BLE001 - the converter raises many types, each about the formula
        raise FormulaError(_words(type(error).__name__)) from None
    for element in root.iter():
        element.attrib.pop("href", None)
        # The page's policy forbids style attributes.
        element.attrib.pop("style", None)
        element.text = unescape(element.text or "")
        unknown = COMMAND.fullmatch(element.text)
        if unknown and element.tag != "mtext":
            raise FormulaError(f"unknown command {unknown[0]}")
    return ElementTree.tostring(root, encoding="unicode")


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("Error")).lower()
