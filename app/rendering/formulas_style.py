"""The classes of static/formulas.css that stand for what Temml says in style attributes."""

from __future__ import annotations

import re

SIDES = ("top", "bottom", "left", "right")
LINES = {"solid": "0.06", "dashed": "0.06", "double": "0.15"}
CLASSES = {
    "math-depth:0": "f-depth-0",
    "math-depth:2": "f-depth-2",
    "font-weight:bold": "f-bold",
    "font-style:italic": "f-italic",
    "text-align:left": "tml-left",
    "transform:scaleX(-1)": "f-mirrored",
    "padding:0": "f-flat",
    "padding:3pt": "f-box",
    "padding:0.3em": "f-box",
    "border:1px solid": "f-framed",
    "height:1em": "f-high",
    "position:relative": "f-relative",
    "position:absolute": "f-absolute",
    "right:0": "f-end",
    "bottom:0": "f-bottom",
    "display:flex": "f-flex",
    "justify-content:center": "f-centred",
    **{f"border-{side}:{width}em {kind}": f"f-{side}-{kind}" for side in SIDES for kind, width in LINES.items()},
}
"""A declaration, and the class that has it."""

DROPPED = frozenset(
    ("display:block math", "width:100%", "color:undefined", "left:0.1em", "width:90%", "padding:0.5ex 0.1em 0 0")
)
"""What formulas.css says for all, or Temml's slip."""

LENGTH = re.compile(r"(padding-(?:left|right|top|bottom)|margin-left):(-?[0-9.]+)(em|ex|pt|)")
RAISED = re.compile(r"padding:(?:0 0 )?([0-9.]+)(em|ex|pt)(?: 0 0)? 0")
EM = {"em": 1.0, "ex": 0.45, "pt": 1 / 12, "": 1.0}
"""Temml's pt are those of CSS, and a page's em is 16 px or somewhat more."""

STEPS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 18, 24, 36)
"""Distances that have a class, in eighteenths of an em (TeX's mu)."""


class NotShown(Exception):
    """What no browser shows."""


def class_of(declaration: str) -> str:
    """Find the class of a declaration, such as `padding-left:0.4em`.

    Raises:
        NotShown: there is none.
    """
    if declaration in CLASSES:
        return CLASSES[declaration]
    length = LENGTH.fullmatch(declaration)
    raised = RAISED.fullmatch(declaration)
    if length and (length[1] != "margin-left" or float(length[2]) <= 0):
        return _distance(length[1], abs(float(length[2])) * EM[length[3]])
    if raised:
        side = "bottom" if declaration.startswith("padding:0 0 ") else "top"
        return _distance(f"padding-{side}", float(raised[1]) * EM[raised[2]])
    raise NotShown(f"the style {declaration}")


def _distance(side: str, em: float) -> str:
    if em * 18 > STEPS[-1] + 1:
        raise NotShown(f"a distance of {em:.1f} em here; 2 em are the most")
    return f"f-{side}-{min(STEPS, key=lambda step: abs(step - em * 18))}"
