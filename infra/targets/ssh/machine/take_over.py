"""Does on a machine that runs already what cloud-init does at first boot: the same user-data, read from stdin as JSON.

Run as root by `take-over`. May be killed at any point and run again. What was there before goes to BEFORE, from where
`give-back` brings it back. Prints one line for each step.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

ROOT = os.environ.get("FREEHOLD_ROOT", "")
BEFORE = Path(f"{ROOT}/var/lib/freehold-before")
HOST_KEY = f"{ROOT}/etc/ssh/ssh_host_ed25519_key"

# Keys of the user-data that are done here, and those that are left out: sshd.conf and setup say them again, or the
# machine's name is its owner's.
DONE = {"users", "write_files", "ssh_keys", "runcmd"}
LEFT = {
    "hostname",
    "manage_etc_hosts",
    "package_update",
    "package_upgrade",
    "ssh_pwauth",
    "disable_root",
    "ssh_deletekeys",
}


def run(*words: str) -> str:
    """Run a command that must succeed; return its output."""
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True).stdout


def write(path: str, mode: int, content: str) -> None:
    """Replace a file whole, below the root."""
    place = Path(ROOT + path)
    place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = place.with_name(f"{place.name}.freehold-new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
        os.fchmod(file.fileno(), mode)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(place)


def unit_state(state: str) -> str:
    """Return the names of unit files in this state, one a line."""
    listed = run("systemctl", "list-unit-files", f"--state={state}", "--plain", "--no-legend")
    return "".join(f"{line.split()[0]}\n" for line in listed.splitlines() if line.strip())


def save(stack: str, paths: list[str]) -> None:
    """Keep what is about to be replaced. The folder appears whole; one that is there is of a run that was cut off."""
    if BEFORE.exists():
        return
    fresh = BEFORE.with_name("freehold-before.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700, parents=True)
    for name in (HOST_KEY, f"{HOST_KEY}.pub"):
        shutil.copy2(name, fresh)
    with tarfile.open(fresh / "files.tar", "w") as tar:
        for path in paths:
            if os.path.lexists(ROOT + path):
                tar.add(ROOT + path, path.lstrip("/"))
    (fresh / "masked").write_text(unit_state("masked"), encoding="utf-8")
    (fresh / "packages").write_text(run("dpkg-query", "-W", "-f", "${Package}\n"), encoding="utf-8")
    for path in ("swapfile", "root/.docker"):
        if Path(f"{ROOT}/{path}").exists():
            (fresh / Path(path).name).touch()
    (fresh / "stack").write_text(f"{stack}\n", encoding="utf-8")
    os.sync()
    fresh.rename(BEFORE)


def make_user(user: dict[str, Any]) -> None:
    """Make one of the `users`, without a password, where there is none of that name."""
    name = user["name"]
    words = ["useradd", "--comment", user["gecos"], "--shell", user["shell"]]
    if "primary_group" in user:
        run("groupadd", "--force", user["primary_group"])
        words += ["--no-user-group", "--gid", user["primary_group"]]
    else:
        words += ["--user-group"]
    words += ["--home-dir", user["homedir"]] if "homedir" in user else []
    words += ["--no-create-home"] if user.get("no_create_home") else ["--create-home"]
    try:
        pwd.getpwnam(name)
    except KeyError:
        run(*words, name)
    if "sudo" in user:
        write(f"/etc/sudoers.d/90-freehold-{name}", 0o440, f"{name} {user['sudo']}\n")
    if "ssh_authorized_keys" in user:
        entry = pwd.getpwnam(name)
        keys = Path(entry.pw_dir) / ".ssh"
        write(f"{keys}/authorized_keys", 0o600, "".join(f"{key}\n" for key in user["ssh_authorized_keys"]))
        for path in (keys, keys / "authorized_keys"):
            os.chown(path, entry.pw_uid, entry.pw_gid)
        keys.chmod(0o700)


def change_host_key(keys: dict[str, str]) -> None:
    """Give sshd the stack's host key: from the next connection on it is the one that everybody has pinned."""
    name = HOST_KEY.removeprefix(ROOT)
    write(name, 0o600, keys["ed25519_private"])
    write(f"{name}.pub", 0o644, f"{keys['ed25519_public']}\n")
    run("sshd", "-t")
    run("systemctl", "try-reload-or-restart", "ssh.service")


def main() -> int:
    """Return the status."""
    given = json.load(sys.stdin)
    document = given["document"]
    if strange := sorted(set(document) - DONE - LEFT):
        print(f"user-data has {', '.join(strange)}, which is not known here", file=sys.stderr)
        return 1
    files = document["write_files"]
    save(given["stack"], [file["path"] for file in files])
    print("marked: what was here before is in /var/lib/freehold-before", flush=True)
    for file in files:
        write(file["path"], int(file["permissions"], 8), file["content"])
    print(f"wrote {len(files)} files", flush=True)
    for user in document["users"]:
        make_user(user)
    print(f"made the users {', '.join(user['name'] for user in document['users'])}", flush=True)
    # Last, for whoever is cut off before comes again by the old one.
    change_host_key(document["ssh_keys"])
    print("gave sshd the host key of the stack", flush=True)
    for words in document["runcmd"]:
        run(*words)
    print("began freehold-setup", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
