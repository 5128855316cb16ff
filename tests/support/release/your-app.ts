/** An app that is not the blog, as docs/your-app.md wants one: it counts nothing, keeps nothing, and knows nothing of Freehold. */
export const yourApp = (packages: string): Record<string, string> => ({
  "app/requirements.txt": packages,
  "app/hours.py": `import time
from flask import Flask

app = Flask(__name__)

@app.get("/")
def hour():
    return f"<!doctype html><title>Sidereal</title><p>It is {time.gmtime().tm_hour} o'clock in Greenwich.</p>"

@app.post("/echo")
def echo():
    from flask import request
    return request.get_data()

@app.get("/healthz")
def health():
    return "ok"
`,
  "app/Dockerfile": `FROM debian:trixie-slim AS packages
RUN apt-get -qq update && apt-get -qq install -y --no-install-recommends --no-upgrade python3-venv ca-certificates >/dev/null
COPY requirements.txt /tmp/
RUN python3 -m venv /opt/venv \\
  && PIP_CERT=/etc/ssl/certs/ca-certificates.crt /opt/venv/bin/pip install -q --require-hashes --only-binary=:all: -r /tmp/requirements.txt

FROM debian:trixie-slim
RUN apt-get -qq update && apt-get -qq install -y --no-install-recommends python3 >/dev/null && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 HOME=/tmp WSGI_APP=hours:app
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/blog
COPY server server
COPY hours.py ./
ENTRYPOINT ["bash", "/srv/blog/server/entrypoint"]
`,
});
