import { connect, type Socket } from "node:net";

/**
 * Sends one request on each of that many open connections at the same moment. Gives the milliseconds until the slowest of
 * them has its whole answer: of 64 readers that is the 99th percentile.
 */
export async function burst(url: string, path: string, readers: number): Promise<number> {
  const { hostname, port, host } = new URL(url);
  const open = () =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect(Number(port || 80), hostname, () => resolve(socket)).on("error", reject);
    });
  const sockets = await Promise.all(Array.from({ length: readers }, open));
  const request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nConnection: close\r\n\r\n`;
  const begun = performance.now();
  const times = sockets.map(
    (socket) =>
      new Promise<number>((resolve, reject) => {
        let first = "";
        socket.on("data", (data) => {
          first ||= data.toString("latin1", 0, 12);
        });
        socket.on("error", reject);
        socket.on("close", () =>
          first === "HTTP/1.1 200" ? resolve(performance.now() - begun) : reject(new Error(`${path}: ${first}`)),
        );
        socket.write(request);
      }),
  );
  return Math.max(...(await Promise.all(times)));
}
