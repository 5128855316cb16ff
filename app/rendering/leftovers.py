"""Files that editors and file managers leave beside posts: nobody meant to publish them, so they are passed over."""

from __future__ import annotations

import re

# As infra/boot/leftovers.ts and .gitignore have it: tests/support/lived-in/leftovers.json compares them. Dot files are
# left out anyway.
_LEFTOVER = re.compile(
    r"^#|~$"  # Emacs, Kate, gedit, nano
    r"|^4913$"  # vim, which tries whether it may write
    r"|___jb_(tmp|old|bak)___$"  # JetBrains
    r"|\.(orig|rej|bak|tmp|pyc)$"  # patches and merges, autosave, Python
    r"|^(Thumbs\.db|ehthumbs\.db|desktop\.ini)$",  # Windows
    re.IGNORECASE,
)


def is_leftover(name: str) -> bool:
    """Tell whether a file is an editor's, by its name without the folder."""
    return _LEFTOVER.search(name) is not None
