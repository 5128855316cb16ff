"""Versions of what a laptop may rely on: the commands of an author's key and the JSON they print (docs/protocol.md).

The file `server/version` has the same number. A laptop's version is that of its own checkout.
"""

# 2: `hello` and `unpublish`.
VERSION = 2
OLDEST_LAPTOP = 1


def judge(laptop: int, oldest: int = OLDEST_LAPTOP) -> str:
    """Return why a laptop of that version is not served, or nothing. Pure."""
    if laptop >= oldest:
        return ""
    return (
        f"FH-LAPTOP-OLD: this checkout speaks version {laptop}, the server serves {oldest} and newer; "
        "nothing was changed. Bring the checkout forward: git pull"
    )
