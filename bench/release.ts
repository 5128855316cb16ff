import { join } from "node:path";
import { reasons, underLoad } from "../tests/support/load/under-load";
import { peakMemory } from "../tests/support/measure/memory";
import { median, round } from "../tests/support/measure/timing";
import { Checkout } from "../tests/support/rehearsal/checkout";
import { haveCompose } from "../tests/support/rehearsal/compose";
import { ask, until } from "../tests/support/rehearsal/run";
import { Author, post } from "../tests/support/release/author";

/** Readers of both ways: 100 requests/s at most, so that on two cores the build is not what is measured. */
const readers = { atLeast: 0, atMostSeconds: 300, connections: 2, pauseMs: 100 };
const rounds = 3;

interface Figures {
  readonly firstNewPage: number;
  readonly end: number;
  readonly sent: number;
  readonly failed: number;
  readonly longestGap: number;
  readonly peakMemory: number;
  readonly reasons: Record<string, number>;
}

/** Publishes by `publish` under readers; the first new page is the first that has the title, past the cache. */
async function measure(site: Checkout, title: string, publish: () => Promise<void>): Promise<Figures> {
  const past = { headers: { "X-Freehold-Check": "1" } };
  let seen = 0;
  const { result, report } = await underLoad(site.url, readers, async () => {
    const begun = Date.now();
    const look = until("the new page", 300, async () => {
      const page = await fetch(site.url, past).then(
        (answer) => answer.text(),
        () => "",
      );
      return page.includes(title) || undefined;
    }).then(() => {
      seen = Date.now();
    });
    const { peak } = await peakMemory(`freehold-${site.stack}`, publish);
    const ended = Date.now();
    await look;
    return { begun, ended, peak };
  });
  return {
    firstNewPage: round((seen - result.begun) / 1000),
    end: round((result.ended - result.begun) / 1000),
    sent: report.sent,
    failed: report.failed,
    longestGap: round(Math.max(...report.streams.map((stream) => stream.longestGap)) / 1000, 2),
    peakMemory: result.peak,
    reasons: reasons(report),
  };
}

const commitPost = (author: Author, title: string) =>
  author.site.commit(title, { "app/posts/2026-11-20-bench.md": post(title) });

async function ours(author: Author, round: number): Promise<Figures> {
  const title = `Ours ${round}`;
  commitPost(author, title);
  return measure(author.site, title, async () => {
    const push = await author.push();
    if (push.status !== 0) throw new Error(push.output);
  });
}

/** The way the blog began, on the same server, at the same address: the stack makes room for it. */
async function plain(author: Author, round: number): Promise<Figures> {
  const title = `Plain ${round}`;
  commitPost(author, title);
  // Past our own release: it would build the layers that are to be timed here.
  author.git("bundle", "create", "--quiet", "post.bundle", "HEAD");
  ask("docker", ["cp", join(author.site.folder, "post.bundle"), `freehold-${author.site.stack}:/root/post.bundle`]);
  const folder = "/root/plain";
  const inServer = async (command: string) => {
    const { status, output } = await author.site.inServer(command);
    if (status !== 0) throw new Error(output);
  };
  const files = `-f compose.yaml -f ${folder}.yaml`;
  const before = author.git("rev-parse", "HEAD~1");
  await inServer(`${haveCompose}; systemctl stop freehold-watch.timer; docker stack rm blog >/dev/null
    until [ -z "$(docker ps -q)" ]; do sleep 0.2; done
    printf 'services: {nginx: {ports: !override ["80:8080"]}}\\n' >${folder}.yaml
    rm -rf ${folder} ${folder}.git; git clone -q --bare /root/post.bundle ${folder}.git
    git -C ${folder}.git branch -f main $(git -C ${folder}.git rev-parse HEAD)
    git clone -q -b main ${folder}.git ${folder}; cd ${folder}; git reset -q --hard ${before}
    docker compose ${files} up --build --wait -d 2>&1`);
  await until(
    "the plain site",
    120,
    async () => (await fetch(author.site.url).catch(() => undefined))?.ok || undefined,
  );
  const figures = await measure(author.site, title, () =>
    inServer(`cd ${folder} && git pull -q && docker compose ${files} up --build -d 2>&1`),
  );
  await inServer(`cd ${folder} && docker compose ${files} down 2>&1; rm -f /var/lib/freehold/stack.json
    systemctl restart freehold-site; systemctl start freehold-watch.timer`);
  return figures;
}

const over = (all: readonly Figures[], key: "firstNewPage" | "end" | "longestGap" | "peakMemory" | "sent" | "failed") =>
  median(all.map((figures) => figures[key]));

const summary = (all: readonly Figures[]) => ({
  "first new page, s": over(all, "firstNewPage"),
  "end, s": over(all, "end"),
  "requests sent": over(all, "sent"),
  "requests failed": over(all, "failed"),
  "longest gap, s": over(all, "longestGap"),
  "peak memory, MB": over(all, "peakMemory"),
  rounds: all,
});

/** A one-post change, by `git push` and by the way the blog began, in turns on one server. Medians of three rounds. */
export async function release() {
  const site = await Checkout.make("relb");
  try {
    const up = await site.up();
    if (up.status !== 0) throw new Error(up.output);
    const author = new Author(site);
    const [all, others]: [Figures[], Figures[]] = [[], []];
    for (let i = 0; i < rounds; i++) {
      all.push(await ours(author, i));
      others.push(await plain(author, i));
    }
    return {
      "first new page, ours / plain": round(over(all, "firstNewPage") / over(others, "firstNewPage"), 2),
      ours: summary(all),
      plain: summary(others),
    };
  } finally {
    await site.remove();
  }
}
