import { hostileRequests } from "./hostile";
import { type Address, exchange } from "./raw";

export interface Finding {
  readonly kind: string;
  readonly sent: string;
  readonly got: string;
}

/** What an answer must never have in it: a trace, a path of the image, a version, a name of what runs behind. */
const leak =
  /Traceback|File "|\/srv\/blog|\/opt\/venv|site-packages|werkzeug|gunicorn|flask|Python\/|nginx\/\d|Debian/i;

/** nginx's own words for a transfer encoding and a version it does not know; every other 5xx is a failure. */
const isFailure = (status: number) => status >= 500 && status !== 501 && status !== 505;

/** Sends all of them, some at a time; gives what should not have been, and how often each status came. */
export async function attack(
  address: Address,
  seed: number,
  count: number,
  { atOnce = 12 } = {},
): Promise<{ findings: Finding[]; statuses: Record<string, number> }> {
  const findings: Finding[] = [];
  const statuses: Record<string, number> = {};
  const waiting = hostileRequests(seed, count);
  const worker = async () => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      const { answers, text } = await exchange(address, one.pieces, { silenceMs: 400 });
      for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
      if (answers.length === 0) statuses["none"] = (statuses["none"] ?? 0) + 1;
      // What a page says of programs is the author's affair; the page itself is compared afterwards.
      const told = answers.filter(({ status }) => status !== 200).map(({ body }) => body);
      const heads = text.replace(/<html.*?<\/html>/gs, "");
      if (answers.some(({ status }) => isFailure(status)) || told.some((body) => leak.test(body)) || leak.test(heads))
        findings.push({ kind: one.kind, sent: one.pieces.join("|"), got: text.slice(0, 400) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { findings, statuses };
}
