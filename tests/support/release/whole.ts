import { expect } from "vitest";
import { until } from "../rehearsal/run";
import type { Author } from "./author";

/** What the server says of itself from four sides. All of one release: they agree with one commit. */
export interface Sides {
  readonly live: string;
  readonly main: string;
  readonly page: string;
  readonly app: string;
  readonly json: unknown;
}

const past = { headers: { "X-Freehold-Check": "1" } };

export async function sides(author: Author): Promise<Sides> {
  const [page, health, json] = await Promise.all([
    fetch(author.site.url, past),
    fetch(`${author.site.url}/healthz`, past),
    fetch(`${author.site.url}/release.json`, past),
  ]);
  return {
    live: (await author.site.inServer("cat /var/lib/freehold/live")).output.trim(),
    main: author.main(),
    page: `${page.status} ${page.headers.get("x-freehold-content")?.split("-")[0]}`,
    app: `${health.status} ${health.headers.get("x-freehold-app")}`,
    json: await json.json(),
  };
}

/** What `sides` gives where `commit` is live. */
export async function whole(author: Author, commit: string): Promise<Sides> {
  const { app, nginx } = JSON.parse(
    (await author.site.inServer(`cat /var/lib/freehold/releases/${commit}/release.json`)).output,
  ) as { app: string; nginx: string };
  const json = { release: commit, app, nginx };
  return { live: commit, main: commit, page: `200 ${commit}`, app: `200 ${app}`, json };
}

export async function expectWhole(author: Author, commit: string): Promise<void> {
  expect(await sides(author)).toEqual(await whole(author, commit));
}

/** Seconds until the site is whole again, of any one release, with every task running. Fails after `limit` seconds. */
export async function backAfter(
  author: Author,
  from: number,
  limit = 300,
): Promise<{ seconds: number; commit: string }> {
  const commit = await until("the whole site of one release", limit, async () => {
    try {
      const seen = await sides(author);
      expect(seen).toEqual(await whole(author, seen.live));
      return (await tasks(author)) === "blog_app 2/2\nblog_nginx 1/1" ? seen.live : undefined;
    } catch {
      return undefined;
    }
  });
  return { seconds: Math.round((Date.now() - from) / 100) / 10, commit };
}

export async function tasks(author: Author): Promise<string> {
  return (await author.site.inServer("docker service ls --format '{{.Name}} {{.Replicas}}' | sort")).output.trim();
}

/** Ids of the running containers of a service, sorted. */
export async function containers(author: Author, service: "app" | "nginx"): Promise<string[]> {
  const filter = `label=com.docker.swarm.service.name=blog_${service}`;
  const { output } = await author.site.inServer(`docker ps -q --no-trunc --filter ${filter} --filter status=running`);
  return output.trim().split("\n").sort();
}
