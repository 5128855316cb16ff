import { connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { type Answer, ask, exchange } from "../../support/nginx/raw";
import { frontFixture } from "./fixture";

const count = (answers: readonly Answer[], status: number) => answers.filter((one) => one.status === status).length;

describe("readers of the internet", () => {
  it("one that floods gets 429, one beside it every page", async () => {
    const get = "GET / HTTP/1.1\r\nHost: blog.test\r\n\r\n";
    const flood = Array.from({ length: 4 }, () =>
      exchange(frontFixture.outside, get.repeat(600) + get.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"), {
        silenceMs: 10_000,
      }),
    );
    const beside = await frontFixture.neighbour(
      `for i in 1 2 3 4 5 6 7 8 9 10; do exec 3<>/dev/tcp/${frontFixture.outside.host}/80; printf 'GET /about HTTP/1.0\\r\\n\\r\\n' >&3; head -n 1 <&3; done`,
    );
    const answers = (await Promise.all(flood)).flatMap((one) => one.answers);
    expect(beside.output.match(/200 OK/g)).toHaveLength(10);
    expect(count(answers, 200) + count(answers, 429)).toBe(4 * 601);
    expect(count(answers, 429)).toBeGreaterThan(500);
    const since = "-1 min";
    expect(await frontFixture.log("nginx", since)).not.toMatch(/\[(warn|error|crit)\]|198\.51\.100\.(?!0\/24)/);
  });

  it("one may hold a quarter of nginx's connections; one beside it gets every page", async () => {
    const { outside } = frontFixture;
    const held: Socket[] = [];
    const hold = () =>
      new Promise<string>((done) => {
        const socket = connect(outside.port, outside.host, () => done("held"));
        socket.on("error", (error: NodeJS.ErrnoException) => done(error.code ?? "?"));
        held.push(socket);
      });
    const ends = await Promise.all(Array.from({ length: 1100 }, hold));
    const beside = await frontFixture.neighbour(
      `for i in 1 2 3; do exec 3<>/dev/tcp/${outside.host}/80; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; head -n 1 <&3; done`,
    );
    for (const socket of held) socket.destroy();
    expect(ends.filter((end) => end === "held")).toHaveLength(1024);
    expect(new Set(ends)).toEqual(new Set(["held", "ECONNREFUSED"]));
    expect(beside.output.match(/200 OK/g)).toHaveLength(3);
  });

  it("two hundred that trickle keep nobody out", async () => {
    const drops = ["GET / HTTP/1.1\r\nHost: a\r\nX: ", ..."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"];
    const slow = Array.from({ length: 200 }, () =>
      exchange(frontFixture.outside, drops, { pauseMs: 500, silenceMs: 15_000 }),
    );
    const served = await frontFixture.neighbour(
      `for i in 1 2 3 4 5; do exec 3<>/dev/tcp/${frontFixture.outside.host}/80; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; head -n 1 <&3; done`,
    );
    expect(served.output.match(/200 OK/g)).toHaveLength(5);
    const ended = await Promise.all(slow);
    expect(ended.filter((one) => one.ended === "closed")).toHaveLength(200);
    expect((await ask(frontFixture.inside, "/")).status).toBe(200);
  });
});
