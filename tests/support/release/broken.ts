import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Author } from "./author";

export interface Broken {
  readonly name: string;
  /** Files of the commit, given those of the checkout. */
  readonly files: (read: (path: string) => string) => Record<string, string>;
  /** What the author must read: the reason, and the failing part's own words. */
  readonly words: readonly string[];
}

/** A check that gives up in seconds: for a test that cannot wait for the 90 s of the blog's own. */
const hastyCheck = (compose: string) =>
  compose.replace("interval: 10s", "interval: 1s").replace("start_period: 60s", "start_period: 1s");

const entrypoint = (read: (path: string) => string, lines: string) =>
  read("app/server/entrypoint").replace("set -euo pipefail\n", `set -euo pipefail\n${lines}\n`);

export const brokenPost: Broken = {
  name: "a post without its front matter",
  files: () => ({ "app/posts/broken.md": "Hello.\n" }),
  words: ["broken.md", "REFUSED: FH-RENDER-FAILED: the content could not be rendered (see above)"],
};

export const failedCheck: Broken = {
  name: "a page without what app/checks says",
  files: () => ({ "app/checks": "/ html\n/about a sentence that is not there\n" }),
  words: [
    "REFUSED: FH-CHECK-FAILED: app/checks, line 2: /about: the page does not contain 'a sentence that is not there'",
  ],
};

export const crashAtStart: Broken = {
  name: "an app that crashes at start",
  files: (read) => ({ "app/server/entrypoint": entrypoint(read, "echo 'no star in sight'; exit 7") }),
  words: ["no star in sight", "non-zero exit (7)", "did not start well (see above); the old site goes on"],
};

export const neverHealthy = (hasty: boolean): Broken => ({
  name: "an app that never gets healthy",
  files: (read) => ({
    "app/server/healthcheck": "#!/bin/bash\nexit 1\n",
    "app/server/entrypoint": entrypoint(read, "echo 'clouds all night'"),
    ...(hasty ? { "compose.yaml": hastyCheck(read("compose.yaml")) } : {}),
  }),
  words: ["clouds all night", "unhealthy container", "did not start well (see above); the old site goes on"],
});

/** Healthy after about two seconds (the check's start interval), dead five seconds later. */
export const diesYoung: Broken = {
  name: "an app that dies five seconds after it got healthy",
  files: (read) => ({
    "app/server/entrypoint": entrypoint(read, "(sleep 7; echo 'the tripod fell'; kill -KILL 0) &"),
  }),
  words: ["the tripod fell", "did not start well (see above); the old site goes on"],
};

export const badNginx: Broken = {
  name: "a configuration that nginx does not take",
  files: (read) => ({ "nginx/conf/site.conf": `${read("nginx/conf/site.conf")}\nno_such_word on;\n` }),
  words: [
    'unknown directive "no_such_word"',
    "REFUSED: FH-NGINX-TEST: nginx does not take the configuration in nginx/conf",
  ],
};

export const badCompose: Broken = {
  name: "a compose.yaml that is not YAML",
  files: () => ({ "compose.yaml": "services:\n  app: [\n" }),
  words: [
    "compose.yaml:3: is not YAML",
    "REFUSED: FH-STACK-REFUSED: compose.yaml asks for what this server does not allow",
  ],
};

/** Commits the broken files; the caller pushes, and drops them by `author.back()`. */
export function commitBroken(author: Author, { name, files }: Broken): string {
  const read = (path: string) => readFileSync(join(author.site.folder, path), "utf8");
  return author.site.commit(name, files(read));
}

export const servesTheKey: Broken = {
  name: "a configuration that would publish the TLS key",
  files: (read) => ({
    "nginx/conf/site.inc": `${read("nginx/conf/site.inc")}\nlocation /k/ {\n  alias /etc/nginx/tls.d/;\n}\n`,
  }),
  words: ["FH-NGINX-CONF: alias must name one of", "REFUSED: FH-NGINX-CONF: "],
};

/** An nginx that never ends reading its configuration. */
export const endlessNginx: Broken = {
  name: "an nginx that never ends reading its configuration",
  files: (read) => ({
    "nginx/Dockerfile": read("nginx/Dockerfile").replace(
      "USER 33:33",
      `RUN mv /usr/sbin/nginx /usr/sbin/nginx.real && printf '#!/bin/sh\\n[ "$1" = -t ] && exec sleep 100000\\nexec nginx.real "$@"\\n' > /usr/sbin/nginx && chmod 755 /usr/sbin/nginx\nUSER 33:33`,
    ),
  }),
  words: ["REFUSED: FH-NGINX-TIME: "],
};
