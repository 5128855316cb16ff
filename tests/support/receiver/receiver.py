"""Print path and body of each POST, a line each, and answer 204. HTTPS on port 443, with the pair beside this file."""

import http.server
import json
import ssl


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes what is sent."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        print(json.dumps({"path": self.path, "body": json.loads(body)}), flush=True)
        self.send_response(204)
        self.end_headers()

    def log_request(self, *_: object) -> None:
        """Print nothing else."""


server = http.server.ThreadingHTTPServer(("0.0.0.0", 443), Receiver)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("/srv/receiver/cert.pem", "/srv/receiver/key.pem")
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
