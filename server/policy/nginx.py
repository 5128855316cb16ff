"""Refuses a configuration of nginx that could serve files which are not the site's.

Above all the key of the TLS certificate, which nginx must be able to read.

Judged is what nginx itself has read, so that no include hides anything. Which file a line is of is not: a comment may
claim another.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence

from policy.nginx_words import directives

MAX_BYTES = 4 * 1024 * 1024
# Folders whose files anybody may have, and those that nginx writes to.
SERVED = ("/srv/www", "/srv/challenge", "/srv/content", "/usr/share/freehold", "/usr/share/nginx/html", "/var/www/html")
WRITTEN = ("/tmp", "/var/cache/nginx")  # noqa: S108 (of the container)
KEY_FOLDER = "tls.d"
INCLUDED = re.compile(
    r"/etc/nginx/(mime\.types|conf\.d/[A-Za-z0-9_*.-]+|tls\.d/(\*\.conf|http\*\.inc))"
    r"|mime\.types"
)
LOGS = re.compile(r"off|stderr|/dev/(stdout|stderr|null)")
# Blocks whose lines are data, not directives.
DATA = ("map", "geo", "types", "split_clients", "charset_map")
FORBIDDEN = re.compile(
    r"load_module|(perl|js|lua|xslt|xml|image_filter|dav)(_\w+)?|\w+_store(_access)?|init_by_lua\w*|\w+_by_lua\w*"
    r"|ssl_engine"
)
# Sends the compressed copies that a release has beside its files; Debian's own module.
BROTLI = ["load_module", "modules/ngx_http_brotli_static_module.so"]
# A path below a root: literal, or the request's own, which nginx has normalised, with literal text behind it. Not `$1`
# and the like: a regex can cut `..` out of a path that has none (`/f../f../` by `^/f(.*)/f(.*)/` to `/$1/$2`).
PATH = re.compile(r"(\$(uri|document_uri))?[^$]*|@\w+|=\d{3}")
# The blog's own: the present version of a file whose name has its hash.
OWN_REWRITE = [r"^(/static/.+)\.[0-9a-f]{10}(\.[a-z0-9]+)$", "$1$2"]


def below(path: str, folders: Sequence[str]) -> bool:
    """Tell whether a path without variables is one of the folders, or below one."""
    return "$" not in path and any(path == folder or path.startswith(folder + "/") for folder in folders)


def unsafe_path(text: str) -> bool:
    """Tell whether a variable could bring `..` into what nginx looks for below a root.

    Addresses of other sites are no paths.
    """
    return not re.match(r"https?://|\$scheme://", text) and not PATH.fullmatch(text.split("?", maxsplit=1)[0])


def reason(name: str, arguments: Sequence[str]) -> str | None:
    """Tell why a directive is refused, or ``None``."""
    first, last = (arguments or [""])[0], (arguments or [""])[-1]
    if FORBIDDEN.fullmatch(name) and [name, *arguments] != BROTLI:
        return "is not allowed here"
    if name in ("root", "alias") and not below(first, SERVED):
        return f"must name one of {', '.join(SERVED)}, or a folder below, without variables"
    if name == "include" and not INCLUDED.fullmatch(first):
        return "must name files of /etc/nginx/conf.d, mime.types, tls.d/*.conf or tls.d/http*.inc"
    if name in ("access_log", "error_log") and not LOGS.fullmatch(first):
        return "must be off, stderr, /dev/stdout, /dev/stderr or /dev/null"
    if (name.endswith(("_temp_path", "_cache_path")) or name in ("pid", "lock_file")) and not below(first, WRITTEN):
        return f"must be below {' or '.join(WRITTEN)}"
    if name == "index" and any("$" in argument for argument in arguments):
        return "may have no variable"
    if name == "try_files" and any(unsafe_path(argument) for argument in arguments):
        return "may have no variable but $uri, at the beginning"
    if name == "rewrite" and len(arguments) > 1 and arguments[:2] != OWN_REWRITE and unsafe_path(arguments[1]):
        return "may have no variable but $uri, at the beginning, before the `?`"
    if name == "error_page" and unsafe_path(last):
        return "may have no variable but $uri, at the beginning, before the `?`"
    if KEY_FOLDER in "".join(arguments) and name not in ("include", "ssl_certificate", "ssl_certificate_key"):
        return "may not name the folder of the TLS key"
    return None


def problems(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, directive, why it is refused)."""
    for line, block, found in directives(text):
        name, arguments = found[0], found[1:]
        if any(".." in re.split(r"[/\\]", word) for word in found):
            yield line, name, "may have no `..` in a path"
        elif block[0] in DATA and name != "include":
            if KEY_FOLDER in "".join(found):
                yield line, name, "may not name the folder of the TLS key"
        elif (why := reason(name, arguments)) is not None:
            yield line, name, why


def main() -> int:
    """Judge the output of `nginx -T` on standard input; print reasons. Returns a status."""
    raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        print(f"FH-NGINX-CONF: the configuration has more than {MAX_BYTES} bytes")
        return 1
    text = raw.decode("utf-8", "replace")
    lines, found = text.split("\n"), list(problems(text))
    for line, name, why in found[:20]:
        print(f"FH-NGINX-CONF: {name} {why}: {lines[line - 1].strip()[:120]!r}")
    return 1 if found else 0
