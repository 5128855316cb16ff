import { spawn } from "node:child_process";

/** Runs a command to its end; gives its wall time in seconds and every line with the second at which it came. */
export async function time(
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<{ seconds: number; lines: { at: number; text: string }[] }> {
  const start = performance.now();
  const since = () => (performance.now() - start) / 1000;
  const lines: { at: number; text: string }[] = [];
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) =>
      lines.push(
        ...String(chunk)
          .split("\n")
          .filter(Boolean)
          .map((text) => ({ at: since(), text })),
      ),
    );
  const status = await new Promise<number | null>((done) => child.on("close", done));
  if (status !== 0)
    throw new Error(
      `${command} ${args.join(" ")}: status ${status}\n${lines
        .map((line) => line.text)
        .slice(-20)
        .join("\n")}`,
    );
  return { seconds: since(), lines };
}

export const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

export const round = (number: number, digits = 1): number => Number(number.toFixed(digits));
