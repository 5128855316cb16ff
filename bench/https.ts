import { httpsFixture } from "../tests/rehearsal/https/fixture";
import { idleMemory } from "../tests/support/measure/memory";
import { median, round } from "../tests/support/measure/timing";
import { ask } from "../tests/support/rehearsal/run";

const rounds = 3;

/** Seconds from the machine's start to its certificate; the operator's `pulumi up` with its release lies in between. */
async function firstCertificate(): Promise<number> {
  await httpsFixture.certified(["127.0.0.1"]);
  const started = Date.parse(
    ask("docker", ["inspect", "--format", "{{.State.StartedAt}}", `freehold-${httpsFixture.site.stack}`]),
  );
  return round(
    Number(await httpsFixture.server("stat -c %Y /var/lib/freehold/certificate/pair.pem")) - started / 1000,
    0,
  );
}

/** Answers a second, by ApacheBench in the CA's container, through the edge: eight connections, the home page from nginx' cache. */
function perSecond(url: string, count: number, ...more: string[]): number {
  const words = [
    "exec",
    httpsFixture.ca.name,
    "ab",
    "-q",
    "-c",
    "8",
    "-n",
    String(count),
    "-H",
    "Host: 127.0.0.1",
    ...more,
    url,
  ];
  const output = ask("docker", words);
  const failed = Number(/Non-2xx responses:\s+(\d+)/.exec(output)?.[1] ?? 0);
  if (failed > 0) throw new Error(output);
  return Number(/Requests per second:\s+([\d.]+)/.exec(output)?.[1]);
}

const medianOf = (measure: () => number) => round(median(Array.from({ length: rounds }, measure)), 0);

/** Kept-alive requests, and one connection a request, which by HTTPS is one full handshake each (AB keeps no sessions). */
function speeds(url: string) {
  perSecond(url, 200);
  return {
    "requests/s, kept alive": medianOf(() => perSecond(url, 10_000, "-k")),
    "connections/s": medianOf(() => perSecond(url, 2000)),
  };
}

async function idle(): Promise<number> {
  await httpsFixture.idle();
  await new Promise((next) => setTimeout(next, 20_000));
  return idleMemory(`freehold-${httpsFixture.site.stack}`);
}

/** HTTPS against HTTP on one rehearsed server in one run, first with a certificate, then with HTTPS off. */
export async function https() {
  await httpsFixture.start("https-bench");
  try {
    const seconds = await firstCertificate();
    ask("docker", [
      "exec",
      httpsFixture.ca.name,
      "bash",
      "-c",
      "apt-get -qq update && apt-get -qq install -y apache2-utils",
    ]);
    const edge = `freehold-${httpsFixture.site.stack}-edge`;
    const withHttps = { memory: await idle(), ...speeds(`https://${edge}/`) };
    await httpsFixture.up({ "freehold:https": "off" });
    await httpsFixture.idle();
    const without = { memory: await idle(), ...speeds(`http://${edge}/`) };
    const ratio = (key: "requests/s, kept alive" | "connections/s") => round(withHttps[key] / without[key], 2);
    return {
      "from first boot to a certificate, s": seconds,
      "memory at idle, MB": { https: withHttps.memory, http: without.memory, added: withHttps.memory - without.memory },
      https: withHttps,
      http: without,
      "requests, https / http": ratio("requests/s, kept alive"),
      "connections, https / http": ratio("connections/s"),
    };
  } finally {
    await httpsFixture.remove();
  }
}
