"""Renders templates; one that fails or loops is told with its line, before any reader meets it."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from pathlib import Path

import jinja2

from content.model import ROOT
from rendering.budget import CPU_SECONDS, BudgetSpent, budget
from rendering.errors import UserError, user_error
from rendering.posts import Post

ON_SITE = "Interactive figure, on the site"
VIDEO = re.compile(r'<video [^>]*poster="([^"]*)"[^>]*><source src="([^"]*)"[^>]*>.*?</video>')
Render = Callable[..., str]


def feed_html(post: Post) -> str:
    """Return the post's HTML with absolute addresses and one size of each figure, for readers that know no base."""
    html = re.sub(
        r'<details class="interactive">.*?</details>', f'<p><a href="{post.path}">{ON_SITE}</a></p>', post.html
    )
    html = VIDEO.sub(r'<a href="\2"><img src="\1" alt="Video"></a>', html)
    html = re.sub(r"<source [^>]*>", "", html)
    html = re.sub(r' (?:srcset|sizes|loading|decoding)="[^"]*"', "", html)
    html = html.replace('href="#', f'href="{ROOT}{post.path}#')
    return html.replace('src="/', f'src="{ROOT}/').replace('href="/', f'href="{ROOT}/')


def make_render(environment: jinja2.Environment, folder: Path) -> Render:
    """Make the function that renders a template, by its name, with values.

    It raises UserError with file and line where the template fails or takes more than the budget.
    """
    environment.globals["feed_html"] = feed_html

    def render(template: str, **values: object) -> str:
        try:
            with budget():
                return environment.get_template(template).render(**values)
        except jinja2.TemplateSyntaxError as error:
            raise user_error(f"templates/{error.name}", error.lineno, str(error.message)) from None
        except BudgetSpent as error:
            problem = f"the template took more than {CPU_SECONDS:g} s of processor time; does a loop end?"
            raise _placed(folder, template, problem, error) from None
        except Exception as error:  # noqa: BLE001 - whatever a template does wrong, the author needs its place
            raise _placed(folder, template, f"{type(error).__name__}: {error}", error) from None

    return render


def _placed(folder: Path, template: str, problem: str, error: Exception) -> UserError:
    """Find the template's line in the traceback: Jinja puts its templates there as if they were code."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).parent == folder]
    if not frames:
        return user_error(f"templates/{template}", None, problem)
    return user_error(f"templates/{Path(frames[-1].filename).name}", frames[-1].lineno, problem)
