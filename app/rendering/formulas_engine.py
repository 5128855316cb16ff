"""Temml, which turns LaTeX into MathML, in a JavaScript engine without files, network or clock."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import quickjs

from rendering.formulas_rows import CHEMISTRY

TEMML = Path(__file__).with_name("temml") / "temml.min.js"
"""As in the npm package temml; a test compares the two, and package.json has the version."""

MHCHEM = Path(__file__).with_name("temml") / "mhchem.min.js"
r"""Temml's own addition for \ce and \pu, likewise. Read where a formula has one: 4 ms."""

MEMORY_BYTES = 64 * 1024 * 1024
"""Of the engine; the largest formula of 7,000 public ones takes 3 MB."""

SECONDS = 2.0
"""Of processor time for one formula; one takes 0.0005."""

STACK_BYTES = 512 * 1024
"""Braces in braces: some 300 deep."""

FUNCTION = """
function convert(source, display) {
  try {
    const options = {
      displayMode: display, throwOnError: true, trust: false, xml: true, maxExpand: 10000, maxSize: [50, 500],
      wrap: display ? "none" : "tex",
    };
    return JSON.stringify([true, temml.renderToString(source, options)]);
  } catch (error) {
    return JSON.stringify([false, error.name === "ParseError" ? error.message : error.name]);
  }
}
"""
"""maxSize: em and pt, as the longest space or rule. A string comes back flat by JSON; the engine's ropes do not."""


class EngineError(Exception):
    """What Temml says about a formula that it does not take."""


@cache
def _engine(chemistry: bool) -> quickjs.Context:
    context = quickjs.Context()
    context.set_memory_limit(MEMORY_BYTES)
    context.set_time_limit(SECONDS)
    context.set_max_stack_size(STACK_BYTES)
    context.eval(TEMML.read_text(encoding="utf-8"))
    if chemistry:
        context.eval(MHCHEM.read_text(encoding="utf-8"))
    context.eval(FUNCTION)
    return context


def convert(source: str, *, display: bool) -> str:
    """Convert LaTeX to Temml's MathML, which has style attributes and may have links.

    Args:
        source: a formula without delimiters.
        display: whether it stands alone, in the larger style.

    Raises:
        EngineError: it is not LaTeX, or needs more than the limits above. The text is Temml's first line.
    """
    try:
        good, text = json.loads(_engine(CHEMISTRY.search(source) is not None).get("convert")(source, display))
    except (quickjs.JSException, quickjs.StackOverflow, ValueError) as error:
        _engine.cache_clear()
        raise EngineError(f"it takes too much time or memory: {str(error).splitlines()[0]}") from None
    if not good:
        raise EngineError(_words(str(text)))
    return str(text)


def _words(message: str) -> str:
    if message in ("RangeError", "InternalError"):
        return "it is nested too deeply, or a macro never ends"
    if "Too many expansions" in message:
        return "a macro never ends, or grows too large"
    return message.strip().split("\n", maxsplit=1)[0]
