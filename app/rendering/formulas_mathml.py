"""Temml's MathML as this blog serves it: without style attributes, which the page's policy forbids, and in MathML Core.

What Temml says by style is a class of static/formulas.css. What is in neither list ends as an error, never unseen.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from rendering.formulas_style import DROPPED, NotShown, class_of

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
ELEMENTS = re.compile(
    "math|mfrac|mi|mmultiscripts|mn|mo|mover|mpadded|mphantom|mprescripts|mroot|mrow|mspace|msqrt|mstyle|msub|msubsup|"
    "msup|mtable|mtd|mtext|mtr|munder|munderover|menclose"
)
ATTRIBUTES = re.compile(
    "accent|accentunder|class|depth|display|displaystyle|fence|form|height|id|largeop|linethickness|lspace|mathbackground|"
    "mathcolor|mathsize|mathvariant|maxsize|minsize|movablelimits|notation|rspace|scriptlevel|separator|stretchy|symmetric|voffset|"
    "width|xmlns"
)
"""Of MathML Core, and what Firefox knows beyond it: <menclose notation="…">."""

WIDE = ("tml-hat-", "tml-tilde-")
GROWING = str.maketrans("\u02c6~", "\u0302\u02dc")
"""The characters for wide accents that our font and MathML Core let grow; Temml scales others."""

SERIF = "font-family:Cambria, 'Times New Roman', serif;"
BOLD = str.maketrans("0123456789", "".join(chr(0x1D7CE + digit) for digit in range(10)))
LOWERED = re.compile(r"-([0-9.]+)(em|ex|pt)")


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
        if not ELEMENTS.fullmatch(element.tag):
            raise NotShown(f"<{element.tag}>")
        if element.tag == "mo" and not element.text and not element.attrib.keys() - {"linebreak", "height"}:
            raise NotShown("\\\\ within { } or \\left \\right; write \\begin{aligned} there")
        _unstyle(element)
        _rule(element)
        if element.tag == "mover" and len(element) == 2 and element[1].get("width") == "0.1px":
            del element[1].attrib["width"]  # what \\cancelto leads to would lie on what follows
        element.attrib = {name: value for name, value in element.attrib.items() if ATTRIBUTES.fullmatch(name)}
        if element.tag == "mo" and len(element):
            _spaced(element)
        if element.tag == "menclose":
            _enclose(element)
    root.set("xmlns", NAMESPACE)


def _spaced(element: Element) -> None:
    r"""Make an <mrow> of what Temml makes for \mathop{…}: an <mo> holds text only."""
    element.tag = "mrow"
    for place, side in ((0, "lspace"), (len(element) + 1, "rspace")):
        element.insert(place, Element("mspace", {"width": element.attrib.pop(side, "0")}))


def _enclose(element: Element) -> None:
    """Let Firefox draw strokes and the like by `notation`, and lines by formulas.css, which in Chromium draws both."""
    if "tml-cancel" in element[-1].get("class", ""):
        element.set("class", "f-struck")
    elif element.get("class", "").startswith("tml-") or element.get("class") == "actuarial":
        element.tag = "mrow"
        element.attrib.pop("notation", None)


def _rule(element: Element) -> None:
    r"""Make one <mspace> of Temml's \rule[-a]{w}{h}: in MathML Core an <mpadded> cannot be told by how much to grow."""
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
    if any(name.startswith(WIDE) for name in classes):
        element.text = (element.text or "").translate(GROWING)
        classes = [name for name in classes if not name.startswith(WIDE)]
    for declaration in _declarations(element):
        name, _, value = declaration.partition(":")
        if name == "color" and re.fullmatch(r"#[0-9a-fA-F]{3,8}|[a-z]+", value):
            element.set("mathcolor", value)
        else:
            classes.append(class_of(declaration))
    if classes:
        element.set("class", " ".join(dict.fromkeys(classes)))


def _declarations(element: Element) -> list[str]:
    """Take the element's style apart, less what Temml gets wrong: cells that a row lacks, and digits in bold."""
    style = element.attrib.pop("style", "")
    if element.tag == "mtd" and "max-size:" in style:
        return []
    if SERIF in style:
        style = style.replace(SERIF, "")
        if "font-weight:bold" in style:
            for digits in element.iter():
                digits.text = (digits.text or "").translate(BOLD)
            return []
    parts = (part.strip().replace(": ", ":") for part in style.split(";"))
    return [part for part in parts if part and part not in DROPPED]
