"""`python -m blog`: loads the blog as a start would, and says what there is or what is wrong.

The image's build runs it, so that most mistakes are told seconds after the push and before any container starts.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from blog.errors import BlogError
from blog.pages import load_blog

started = time.process_time()
try:
    blog = load_blog(Path(__file__).resolve().parent.parent, "local")
except BlogError as error:
    sys.exit(f"The blog cannot be built. {error}")
seconds = time.process_time() - started
print(f"{len(blog.posts)} posts, {len(blog.pages)} pages, rendered in {seconds:.2f} s of processor time")
