import type { Checkout } from "../../tests/support/rehearsal/checkout";
import { succeeded, until } from "../../tests/support/rehearsal/run";

/** The server's public address and the port of the way the blog began, both on the server's own wire. */
export const address = "10.77.255.253";
export const plainPort = 8088;
/** The static file by nginx's own defaults, and by the settings that pages have here. */
export const staticHosts = { static: "static.bench", tuned: "tuned.bench" };

const inServer = async (site: Checkout, command: string) =>
  succeeded(await site.inServer(`set -e; ${command}`)).output.trim();

/** The address of the post with the most bytes, and what both pages weigh. */
export async function pages(site: Checkout): Promise<{ path: string; bytes: number }[]> {
  const size = async (path: string) => ({
    path,
    bytes: (await (await fetch(site.url + path)).arrayBuffer()).byteLength,
  });
  const index = await (await fetch(site.url)).text();
  const posts = [...new Set([...index.matchAll(/href="(\/posts\/[^"#]+)"/g)].map((match) => match[1] ?? ""))];
  const sizes = await Promise.all(posts.map(size));
  const longest = sizes.sort((a, b) => b.bytes - a.bytes)[0];
  if (longest === undefined) throw new Error(`${site.url} links no post`);
  return [await size("/"), longest];
}

/** The same bytes as files, served by the same nginx with the same headers. */
export async function addStatic(site: Checkout, paths: readonly string[]): Promise<void> {
  const server = (host: string, settings: string) => `server {
    listen 8080;
    server_name ${host};
    root /srv/www;
    ${settings}
    default_type text/html;
    include /etc/nginx/conf.d/headers.inc;
  }`;
  const conf = [
    server(staticHosts.static, "sendfile off; tcp_nopush off;"),
    server(staticHosts.tuned, "sendfile off; open_file_cache max=200 inactive=10s;"),
  ].join("\n");
  const copies = paths.map((path, i) => `curl -sf http://127.0.0.1${path} >www/page-${i}`).join("; ");
  await inServer(
    site,
    `cd /var/lib/freehold/nginx; ${copies}; echo '${conf}' >conf/bench.conf
    nginx=$(docker ps -q --filter name=blog_nginx); docker exec $nginx nginx -t 2>&1; docker exec $nginx nginx -s reload`,
  );
}

/**
 * The way the blog began, from the same images: one container with two synchronous workers and Gunicorn's own settings, an
 * nginx that hands every request on, Docker's log as everywhere. Beside the site, on a port of its own.
 */
export async function startPlain(site: Checkout): Promise<void> {
  const conf = `pid /tmp/nginx.pid;
events {}
http {
  include /etc/nginx/mime.types;
  access_log /dev/stdout;
  client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi; uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;
  server {
    listen 8080;
    location / { proxy_pass http://plain-app:8000; proxy_set_header Host \\$host; proxy_set_header X-Forwarded-For \\$remote_addr; }
  }
}`;
  await inServer(
    site,
    `image() { docker ps --filter name=blog_$1 --format '{{.Image}}' | head -n 1; }
    environment() { docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' $(docker ps -q --filter name=blog_app | head -n 1) | grep ^FREEHOLD_; }
    environment >/root/plain.env
    docker network create plain >/dev/null
    docker run -d --name plain-app --network plain --env-file /root/plain.env --entrypoint python3 $(image app) \
      -m gunicorn -w 2 -k sync -b 0.0.0.0:8000 blog.wsgi:app >/dev/null
    cat >/root/plain.conf <<X
${conf}
X
    docker run -d --name plain-nginx --network plain -p ${plainPort}:8080 -v /root/plain.conf:/etc/nginx/nginx.conf:ro $(image nginx) >/dev/null`,
  );
  await until("the plain site", 60, async () => {
    const { output } = await site.inServer(`curl -s -o /dev/null -w '%{http_code}' http://${address}:${plainPort}/`);
    return output === "200" || undefined;
  });
}

export const stopPlain = (site: Checkout) =>
  inServer(site, "docker rm -f plain-app plain-nginx >/dev/null; docker network rm plain >/dev/null");

/** How often the kernel killed for memory in the server, its containers' own limits counted, and which containers run. */
export async function deaths(site: Checkout): Promise<{ kills: number; running: string }> {
  const count =
    "find /sys/fs/cgroup -name memory.oom_control -o -name memory.events | xargs cat 2>/dev/null | awk '$1 == \"oom_kill\" {n += $2} END {print n + 0}'";
  return { kills: Number(await inServer(site, count)), running: await inServer(site, "docker ps -q | sort") };
}

/** What the app's image weighs, layer by layer, unpacked, in MB; the first is its base image. */
export async function layers(site: Checkout): Promise<{ megabytes: number; by: string }[]> {
  const lines = await inServer(
    site,
    "docker history --no-trunc --human=false --format '{{.Size}}\t{{.CreatedBy}}' $(docker image ls -q freehold.invalid/app | head -n 1)",
  );
  return lines
    .split("\n")
    .map((line) => line.split("\t"))
    .map(([size, by = ""]) => ({
      megabytes: Math.round(Number(size) / 1e4) / 100,
      by:
        by
          .replace(/^(RUN )?(\|.*?)?\/bin\/sh -c (#\(nop\) +)?/, "")
          .replace(/\s+/g, " ")
          .slice(0, 80) || "base image",
    }))
    .filter(({ megabytes }) => megabytes > 0)
    .reverse();
}
