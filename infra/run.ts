/** What a run is told besides its settings. cli writes it into the environment, `readRun` reads it there; nothing else does. */
export interface Run {
  /** Creates a new server in the place of a running one, with today's image and user-data. */
  readonly rebuild: boolean;
  /** Lets the staged SSH keys take the place of the stack's: `npm run keys -- rotate`. */
  readonly rotate: boolean;
  /** Commit of a backup that a new server gets as its first release: `npm run restore`. */
  readonly restore?: string;
  /** Folder with base images for a rehearsed server that cannot pull them. Absent where an image registry answers. */
  readonly baseImages?: string;
  /** File that the program makes where Oracle refuses a server its second public address (FH-ADDRESS-ONE). */
  readonly oneAddressMark?: string;
}

const names = {
  rebuild: "FREEHOLD_REBUILD",
  rotate: "FREEHOLD_ROTATE",
  restore: "FREEHOLD_RESTORE",
  baseImages: "FREEHOLD_BASE_IMAGES",
  oneAddressMark: "FREEHOLD_ONE_ADDRESS_MARK",
} as const;

/** Reads what the environment says of this run. Pure. */
export function readRun(environment: NodeJS.ProcessEnv): Run {
  const restore = environment[names.restore];
  const baseImages = environment[names.baseImages];
  const oneAddressMark = environment[names.oneAddressMark];
  const is = (name: string) => environment[name] === "1";
  return {
    rebuild: is(names.rebuild),
    rotate: is(names.rotate),
    ...(restore ? { restore } : {}),
    ...(baseImages ? { baseImages } : {}),
    ...(oneAddressMark ? { oneAddressMark } : {}),
  };
}

/** Returns the variables that `readRun` reads. Pure. */
export function runVariables(run: Partial<Run>): Record<string, string> {
  return {
    ...(run.rebuild ? { [names.rebuild]: "1" } : {}),
    ...(run.rotate ? { [names.rotate]: "1" } : {}),
    ...(run.restore ? { [names.restore]: run.restore } : {}),
    ...(run.baseImages ? { [names.baseImages]: run.baseImages } : {}),
    ...(run.oneAddressMark ? { [names.oneAddressMark]: run.oneAddressMark } : {}),
  };
}
