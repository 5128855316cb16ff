r"""LaTeX to MathML, which browsers show without any script: the formulas of one post.

Macros (`\newcommand`) and labels hold within the post.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rendering.formulas_engine import EngineError, convert
from rendering.formulas_macros import MacroError, split_definitions
from rendering.formulas_mathml import parse, serialize, to_core
from rendering.formulas_numbers import MARK, MARKS, Numbers, TwiceError
from rendering.formulas_rows import rewrite
from rendering.formulas_style import NotShown

UNKNOWN = re.compile(r"Unsupported function name: (\\[A-Za-z@]+|\\.)|No such environment: ([^\s}]+)")
PLACE = re.compile(r" at (?:position \d+:.*|end of input:.*)$", re.DOTALL)
MAX_UNKNOWN = 30
WRONG = (r"\bordermatrix",)
"""What Temml takes, and no browser shows as it is meant."""

LATEX = r"\def\mbox#1{\text{#1}}\def\AA{\text{Å}}\def\overset{\stackrel}\def\allowbreak{}\def\nobreak{}"
"""What Temml does not know; an Angstrom sign of one piece; Temml 0.13.5 makes a superscript of \\overset{a}{b}; and
where lines may break is not said in MathML Core."""


class FormulaError(Exception):
    """What is wrong with a formula, in a few words."""


@dataclass
class Formulas:
    """What the formulas of a post share: the definition of each macro, as Temml takes it, and the numbers of rows."""

    macros: dict[str, str] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)

    def to_mathml(self, source: str, display: str, line: int = 0) -> str:
        r"""Convert LaTeX to MathML; `display` is "block" or "inline", `line` where it stands in its file.

        Returns:
            "" for a formula that only defines macros. References are marks, which `numbers.refer` replaces in the end.

        Raises:
            FormulaError: `source` is not LaTeX, or has what cannot be shown. All unknown commands are named at once.
        """
        source = self.numbers.note(MARKS.sub("", source), line)
        if MARK.fullmatch(source):
            return source
        try:
            definitions, rest = split_definitions(source)
            self.macros |= definitions
            if not rest.strip() and definitions:
                return ""
            root = parse(self._temml(rewrite(rest.strip()), display == "block"))
            self.numbers.number(root)
            to_core(root)
        except (MacroError, TwiceError) as error:
            raise FormulaError(str(error)) from None
        except NotShown as error:
            raise FormulaError(f"no browser shows {error}") from None
        root.set("display", display)
        return self.numbers.marked(serialize(root))

    def _temml(self, source: str, display: bool) -> str:
        unknown = [name for name in WRONG if re.search(re.escape(name) + "(?![A-Za-z])", source)]
        while True:
            ignored = "".join(f"\\def{name}{{}}" for name in unknown if name.startswith("\\"))
            try:
                xml = convert(LATEX + "".join(self.macros.values()) + ignored + source, display=display)
            except EngineError as error:
                found = UNKNOWN.search(str(error))
                name = (found[1] or f"environment {found[2]}") if found else ""
                if not found or name in unknown or len(unknown) == MAX_UNKNOWN:
                    raise FormulaError(_unknown(unknown) if unknown else _words(str(error))) from None
                unknown.append(name)
                if found[2]:
                    source = re.sub(rf"\\(begin|end)\s*\{{{re.escape(found[2])}\}}", r"\\\1{matrix}", source)
                continue
            if unknown:
                raise FormulaError(_unknown(unknown))
            return xml


def _words(message: str) -> str:
    if "got '&'" in message:
        return "a & outside of aligned, cases, array and the like"
    return PLACE.sub("", message)


def _unknown(names: list[str]) -> str:
    commands = [name for name in names if name.startswith("\\")]
    environments = [name.removeprefix("environment ") for name in names if not name.startswith("\\")]
    found = [(commands, "command"), (environments, "environment")]
    parts = [f"unknown {kind}{'s' * (len(some) > 1)} {', '.join(some)}" for some, kind in found if some]
    return "; ".join(parts)
