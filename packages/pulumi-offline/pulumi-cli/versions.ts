/** The numbers of the first `1.2` or `1.2.3` in a text: `go version go1.26.8 linux/amd64` gives [1, 26, 8]. */
export function parseVersion(text: string): readonly [number, number, number] | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

/** Whether the first version in `found` is `wanted` or newer; false where there is none. */
export function isAtLeast(found: string, wanted: string): boolean {
  const [a, b] = [parseVersion(found), parseVersion(wanted)];
  if (!a || !b) return false;
  for (const i of [0, 1, 2] as const) if (a[i] !== b[i]) return a[i] > b[i];
  return true;
}

/** The Go version that a go.mod asks for: its `go` line. */
export function goVersionOf(goMod: string): string {
  const version = /^go (\S+)$/m.exec(goMod)?.[1];
  if (version === undefined) throw new Error("pulumi-cli/go.mod has no line `go VERSION`");
  return version;
}
