"""Variables that packages set when their environment is activated (GDAL_DATA and the like), found once."""

from __future__ import annotations

import subprocess
from pathlib import Path

from rattler import Subdir
from rattler.shell import ActivationVariables, Shell, activate

from user_error import UserError

OWN = ("PATH", "PWD", "OLDPWD", "SHLVL", "_", "PS1", "CONDA_SHLVL")
"""Of the shell that is asked, not of the packages."""


def variables(script: str) -> dict[str, str]:
    """What a script exports, in an empty environment. Raises UserError with its output where it fails."""
    path = "/usr/local/bin:/usr/bin:/bin"
    command = ["env", "-i", f"PATH={path}", "bash", "-c", f"{{ {script}\n}} >&2 && exec env -0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise UserError(f"an activation script of a package fails (etc/conda/activate.d): {done.stderr.strip()}")
    pairs = (entry.split("=", 1) for entry in done.stdout.split("\0") if "=" in entry)
    return {name: value for name, value in pairs if name not in OWN}


def activation(prefix: Path, subdir: str) -> str:
    """One line that Python runs at its start, from a .pth file: the variables, and the environment's commands after all others.
    So they are there however the app is started; who is in an activated environment already keeps what there is.
    """
    script = activate(prefix, ActivationVariables(None, []), Shell.bash, Subdir(subdir)).script
    found = dict(sorted(variables(script).items()))
    path = f'os.environ.get("PATH", os.defpath) + ":{prefix}/bin"'
    return f'import os; "CONDA_PREFIX" in os.environ or os.environ.update({found!r}, PATH={path})\n'
