"""Gunicorn's settings. Nothing in here knows the app: WSGI_APP names it."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from workers import memory_limit, worker_count

wsgi_app = os.environ.get("WSGI_APP") or "blog.wsgi:app"
bind = "0.0.0.0:8000"
workers = worker_count(memory_limit())

# Synchronous workers close each connection after its answer, so nginx never sends a request into an idle connection
# that is just being closed; pages come from memory in about a millisecond, and a worker that hangs is replaced.
worker_class = "sync"
timeout = 20

# Below stop_grace_period minus the entrypoint's wait, so that Docker's SIGKILL never comes first.
graceful_timeout = 30

# Loaded once, in the master: a mistake ends the process, and workers share the pages' memory.
preload_app = True

# The heartbeat file must not be on a disk (it is touched every second), and the root file system is read-only.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - Gunicorn makes an unnamed file there
control_socket_disable = True

# Only nginx can reach this port (internal network); it sets X-Forwarded-Proto itself.
forwarded_allow_ips = "*"
