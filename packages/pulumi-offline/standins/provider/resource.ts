import type { DetailedDiff } from "./diff";
import type { Shape } from "./inputs";
import type { Plain } from "./values";

/** What a resource may use while it works. */
export interface Call {
  /** Aborted when the engine cancels, asks the plugin to stop, or is gone. */
  signal: AbortSignal;
  /** A line on the engine's status row of this resource (not kept in the log). */
  status(line: string): void;
  warn(line: string): void;
  /** Kept in the log, as an error; does not by itself fail the operation. */
  error(line: string): void;
}

export interface Made {
  id: string;
  outputs: Plain;
}

/** One resource type. Values are revealed; the service puts the secrets back (values.ts, markSecrets). */
export interface Resource {
  /** Supported inputs; anything else is refused by name. */
  inputs: Shape;
  required: string[];
  /** Fills in defaults as the official plugin does, so that states of both look alike. */
  defaults?(inputs: Plain, name: string): Plain;
  /** Fields that only `olds` and `news` can tell are wrong; path to reason. */
  faults?(inputs: Plain): Record<string, string>;
  /** Keys are paths, for example `metadata.user_data`, where the official plugin gives paths. */
  diff(olds: Plain, oldInputs: Plain, news: Plain): DetailedDiff;
  /** Inputs as the object has them now. Default: each input that differs, from the outputs. */
  inputsNow?(outputs: Plain, inputs: Plain): Plain;
  /** Outputs of a preview that cannot be known yet. */
  computed: string[];
  create(call: Call, inputs: Plain, name: string): Promise<Made>;
  /** @returns undefined when the object no longer exists. */
  read?(call: Call, id: string, outputs: Plain): Promise<Made | undefined>;
  update(call: Call, id: string, olds: Plain, inputs: Plain): Promise<Plain>;
  delete(call: Call, id: string, outputs: Plain): Promise<void>;
}

export interface Provider {
  /** Package name, for example "command". */
  name: string;
  /** Version of the official plugin this stands in for. */
  version: string;
  resources: Record<string, Resource>;
  /** Takes the provider's configuration. Absent: there is none, and each setting is refused. */
  configure?(config: Plain): void;
  /** Answers a function (data source); undefined: there is none such. Absent: there are none. */
  invoke?(call: Call, token: string, args: Plain): Promise<Plain | undefined>;
}

/** Something was made, and is not as it should be: the engine keeps it in the state, with the reason. */
export class InitFailed extends Error {
  constructor(
    reason: string,
    readonly made: Made,
  ) {
    super(reason);
  }
}
