"""Run by test_post.py in a network of its own: a receiver of messages, and what `post` says of each address. JSON."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from alarm.post import post

# An address of the internet that nobody has (RFC 7526): the product sends nothing to a private one.
ADDRESS = "192.88.99.7"
STATUS = {"/hook": 204, "/moved": 302, "/broken": 500}
received: list[str] = []


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        received.append(f"{self.path} {self.rfile.read(int(self.headers['Content-Length'])).decode()}")
        self.send_response(STATUS[self.path])
        self.send_header("Location", "https://alarm.test/hook")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_request(self, *_: object) -> None:
        """Print nothing."""


def serve(folder: Path) -> None:
    """Listen at that address and at a private one, with a certificate for alarm.test and inside.test."""
    for words in (["link", "set", "lo", "up"], ["address", "add", f"{ADDRESS}/32", "dev", "lo"]):
        subprocess.run(["ip", *words], check=True)
    hosts = folder / "hosts"
    hosts.write_text(f"{ADDRESS} alarm.test other.test\n127.0.0.1 inside.test\n", encoding="ascii")
    subprocess.run(["mount", "--bind", str(hosts), "/etc/hosts"], check=True)
    server = ThreadingHTTPServer(("0.0.0.0", 443), Receiver)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()


serve(Path(sys.argv[1]))
answers = {url: post(url, {"text": "größer"}) for url in sys.argv[2:]}
print(json.dumps({"answers": answers, "received": received}))
