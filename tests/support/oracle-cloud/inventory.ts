import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

// biome-ignore lint/suspicious/noExplicitAny: JSON from the engine; each kind checks the shape.
export type Props = Record<string, any>;

/** States in which a thing is gone: Oracle still shows it for a while, and counts it no longer. */
const gone = new Set(["TERMINATED", "DELETED", "DETACHED"]);

/** A thing that exists in the cloud; `props` is what a GET of it answers, but for names that begin with "_". */
export interface Thing {
  readonly id: string;
  /** Kind, for example `Vcn` or `BootVolume`. */
  readonly kind: string;
  props: Props;
}

/** Tags that Oracle puts on by itself. */
const definedTags = { "Oracle-Tags": { CreatedBy: "default/ada@example.org", CreatedOn: "2026-11-01T00:00:00.000Z" } };

/** All that exists, and all that has ended and is still shown, in a file that outlives every process. Ids are counted, so that runs compare. */
export class Inventory {
  private things = new Map<string, Thing>();
  private counter = 0;

  /** @param file where it is kept; undefined: in memory only. */
  constructor(private readonly file?: string) {
    if (file === undefined || !existsSync(file)) return;
    const stored = JSON.parse(readFileSync(file, "utf8")) as { counter: number; things: Thing[] };
    this.counter = stored.counter;
    this.things = new Map(stored.things.map((t) => [t.id, t]));
  }

  add(kind: string, props: Props): Thing {
    this.counter += 1;
    const id = `ocid1.${kind.toLowerCase()}.oc1.fake.${String(this.counter).padStart(6, "0")}`;
    const timeCreated = new Date(Date.UTC(2026, 10, 1) + this.counter * 1000).toISOString();
    const thing = { id, kind, props: { freeformTags: {}, definedTags, timeCreated, ...props, id } };
    this.things.set(id, thing);
    this.save();
    return thing;
  }

  change(id: string, props: Props): void {
    const thing = this.things.get(id);
    if (!thing) throw new Error(`no thing ${id}`);
    thing.props = { ...thing.props, ...props };
    this.save();
  }

  remove(id: string): void {
    this.things.delete(id);
    this.save();
  }

  get(id: string | undefined): Thing | undefined {
    return id === undefined ? undefined : this.things.get(id);
  }

  /** Those of a kind that are there, or all. */
  all(kind?: string): Thing[] {
    return this.every(kind).filter((t) => !gone.has(t.props["lifecycleState"]));
  }

  /** With those that have ended and are still shown. */
  every(kind?: string): Thing[] {
    return [...this.things.values()].filter((t) => kind === undefined || t.kind === kind);
  }

  find(kind: string, where: Props): Thing[] {
    const pairs = Object.entries(where).filter(([, value]) => value !== undefined);
    return this.all(kind).filter((t) => pairs.every(([key, value]) => t.props[key] === value));
  }

  private save(): void {
    if (this.file === undefined) return;
    writeFileSync(`${this.file}.new`, JSON.stringify({ counter: this.counter, things: this.every() }));
    renameSync(`${this.file}.new`, this.file);
  }
}
