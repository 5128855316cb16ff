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
    """Run a shell script in an empty environment and return the variables that it exports.

    Raises:
        UserError: the script fails; has its output.
    """
    path = "/usr/local/bin:/usr/bin:/bin"
    command = ["env", "-i", f"PATH={path}", "bash", "-c", f"{{ {script}\n}} >&2 && exec env -0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise UserError(f"an activation script of a package fails (etc/conda/activate.d): {done.stderr.strip()}")
    pairs = (entry.split("=", 1) for entry in done.stdout.split("\0") if "=" in entry)
    return {name: value for name, value in pairs if name not in OWN}


def activation(prefix: Path, subdir: str) -> str:
    """Make the line of a .pth file by which Python sets the packages' variables when it starts.

    The environment's commands come after all others on the PATH. Both are there however the app is started; a
    shell with an activated environment keeps what it has.
    """
    script = activate(prefix, ActivationVariables(None, []), Shell.bash, Subdir(subdir)).script
    found = dict(sorted(variables(script).items()))
    path = f'os.environ.get("PATH", os.defpath) + ":{prefix}/bin"'
    return f'import os; "CONDA_PREFIX" in os.environ or os.environ.update({found!r}, PATH={path})\n'
