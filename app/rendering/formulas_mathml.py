"""Temml's MathML as this blog serves it: without style attributes, which the page's policy forbids, and in MathML Core.

What Temml says by style is a class of static/formulas.css. What is in neither list ends as an error, never unseen.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
ELEMENTS = frozenset(
    "math mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub msubsup "
    "msup mtable mtd mtext mtr munder munderover menclose".split()
)
ATTRIBUTES = frozenset(
    "accent accentunder class depth display displaystyle fence form height id largeop linethickness lspace "
    "mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits rspace scriptlevel separator stretchy "
    "symmetric voffset width xmlns".split()
)
"""Of MathML Core."""

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
    "width:100%": "f-wide",
    "width:50%": "f-glue",
    "width:7.5%": "f-thin",
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

DROPPED = frozenset(("display:block math", "color:undefined", "left:0.1em", "width:90%", "padding:0.5ex 0.1em 0 0"))
"""What formulas.css says for all, or Temml's slip."""

LENGTH = re.compile(r"(padding-(?:left|right|top|bottom)|margin-left):(-?[0-9.]+)(em|ex|pt|)")
RAISED = re.compile(r"padding:(?:0 0 )?([0-9.]+)(em|ex|pt)(?: 0 0)? 0")
LOWERED = re.compile(r"-([0-9.]+)(em|ex|pt)")
EM = {"em": 1.0, "ex": 0.45, "pt": 1 / 12, "": 1.0}
"""Temml's pt are those of CSS, and a page's em is 16 px or somewhat more."""

STEPS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 18, 24, 36)
"""Distances that have a class, in eighteenths of an em (TeX's mu)."""


class NotShown(Exception):
    """What no browser shows."""


def parse(xml: str) -> Element:
    """Parse Temml's output.

    Raises:
        NotShown: it has characters that XML forbids, or is nested too deeply.
    """
    try:
        return ElementTree.fromstring(xml)  # noqa: S314 - Temml's output, which has no entities of its own
    except (ElementTree.ParseError, RecursionError):
        raise NotShown("a control character, or braces nested too deeply") from None


def serialize(root: Element) -> str:
    """Write what `parse` returned and `to_core` changed. <, > and & in formulas are escaped."""
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def to_core(root: Element) -> None:
    """Change a formula in place into what browsers show by themselves or by formulas.css.

    Raises:
        NotShown: names the element or style that neither has.
    """
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        if element.tag not in ELEMENTS:
            raise NotShown(f"<{element.tag}>")
        if element.tag == "mo" and not element.text and not element.attrib.keys() - {"linebreak", "height"}:
            raise NotShown("\\\\ within { } or \\left \\right; write \\begin{aligned} there")
        _unstyle(element)
        _rule(element)
        for name in element.attrib.keys() - ATTRIBUTES:
            del element.attrib[name]
        if element.tag == "menclose":
            _enclose(element)
    root.set("xmlns", NAMESPACE)


def _enclose(element: Element) -> None:
    """Make a <menclose> an <mrow>: MathML Core has none, and Firefox would draw its lines beside those of formulas.css."""
    element.tag = "mrow"
    element.attrib.pop("notation", None)
    if len(element) == 2 and "tml-cancel" in element[1].get("class", ""):
        element.set("class", "f-struck")


def _rule(element: Element) -> None:
    """Make one <mspace> of Temml's \\rule[-a]{w}{h}: in MathML Core an <mpadded> cannot be told by how much to grow."""
    space = element[0] if element.tag == "mpadded" and len(element) == 1 else element
    if space.get("mathbackground") == "black":
        space.set("mathbackground", "currentcolor")
    drop = LOWERED.fullmatch(element.get("voffset", ""))
    height = LOWERED.fullmatch("-" + space.get("height", ""))
    if space is not element and space.tag.endswith("mspace") and drop and height and drop[2] == height[2]:
        element.tag = "mspace"
        element.attrib = {
            "width": space.get("width", "0"),
            "height": f"{max(0.0, float(height[1]) - float(drop[1])):g}{drop[2]}",
            "depth": f"{float(drop[1]):g}{drop[2]}",
        } | ({"mathbackground": "currentcolor"} if "mathbackground" in space.attrib else {})
        element.remove(space)


def _unstyle(element: Element) -> None:
    classes = element.get("class", "").split()
    variant = element.attrib.pop("mathvariant", None)
    if variant == "normal" and element.tag == "mi":
        element.set("mathvariant", "normal")
    elif variant == "monospace":
        classes.append("f-mono")
    for part in element.attrib.pop("style", "").split(";"):
        declaration = part.strip().replace(": ", ":")
        if not declaration or declaration in DROPPED:
            continue
        name, _, value = declaration.partition(":")
        if name == "color" and re.fullmatch(r"#[0-9a-fA-F]{3,8}|[a-z]+", value):
            element.set("mathcolor", value)
        else:
            classes.append(_class(declaration))
    if classes:
        element.set("class", " ".join(dict.fromkeys(classes)))


def _class(declaration: str) -> str:
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
