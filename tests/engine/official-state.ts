import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(__dirname, "../../packages/pulumi-offline/tests/contract/recorded");

export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly ignoreChanges?: string[];
}

/** What Pulumi's own plugins left in the state of a rehearsal (README.md beside the file). */
export const recorded = (
  JSON.parse(readFileSync(join(folder, "rehearsal-stack.json"), "utf8")) as (RecordedResource & { urn: string })[]
).map(({ urn, ...rest }) => ({ ...rest, name: urn.split("::").at(-1) as string }));

/** Inputs as the program gave them: without what the plugin's check had put in. */
export function asGiven(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asGiven);
  if (typeof value !== "object" || value === null) return value;
  const { __defaults: added = [], ...rest } = value as { __defaults?: string[] };
  const kept = Object.entries(rest).filter(([key]) => !added.includes(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, asGiven(item)]));
}

const versionOf = (name: string) =>
  (JSON.parse(readFileSync(require.resolve(`@pulumi/${name}/package.json`), "utf8")) as { version: string }).version;

/** A deployment for `pulumi stack import` with these resources directly below the stack. */
export function deployment(stack: string, project: string, resources: readonly RecordedResource[]): object {
  const urn = (type: string, name: string) => `urn:pulumi:${stack}::${project}::${type}::${name}`;
  const root = urn("pulumi:pulumi:Stack", `${project}-${stack}`);
  const provider = (name: string) => {
    const version = versionOf(name);
    const own = urn(`pulumi:providers:${name}`, `default_${version.replaceAll(".", "_")}`);
    return { urn: own, id: `00000000-0000-4000-8000-00000000000${name.length}`, version };
  };
  const providers = ["command", "docker"].map((name) => ({ name, ...provider(name) }));
  return {
    version: 3,
    deployment: {
      manifest: { time: "2026-11-25T00:00:00Z", magic: "", version: "" },
      resources: [
        { urn: root, custom: false, type: "pulumi:pulumi:Stack" },
        ...providers.map(({ name, urn: own, id, version }) => ({
          urn: own,
          custom: true,
          id,
          type: `pulumi:providers:${name}`,
          inputs: { version },
          outputs: { version },
        })),
        ...resources.map(({ type, name, inputs, outputs }) => {
          const by = providers.find((p) => type.startsWith(`${p.name}:`));
          return {
            urn: urn(type, name),
            custom: true,
            id: (outputs["id"] as string | undefined) ?? `${name}0123abcd`,
            type,
            inputs,
            outputs,
            parent: root,
            provider: `${by?.urn}::${by?.id}`,
          };
        }),
      ],
    },
  };
}
