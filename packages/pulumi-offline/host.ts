export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment. Default: this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** File that the output is appended to. Default: none. */
  readonly log?: string;
  /** Seconds after which the command and its children are killed. Default: no limit. */
  readonly timeout?: number;
}

export interface Finished {
  /** Exit status; 127 where there is no such command. */
  readonly code: number;
  readonly stdout: string;
  /** Both streams, in the order they came. */
  readonly output: string;
}

/** What the project hands in. This package imports nothing of the project, so that it can be tested, and left out, alone. */
export interface Host {
  /** Folder for the executables of this clone. */
  readonly binDir: string;
  /** Folder for heavy files that all clones of this user share. */
  readonly cacheDir: string;
  /** The project's lockfile: other versions of dependencies make other executables. */
  readonly lockfile: string;
  /** Runs a command to its end and never throws: the caller judges the status. */
  execute(command: string, args: readonly string[], options?: RunOptions): Promise<Finished>;
  /** Runs a command that must succeed and returns its stdout; throws an error that is meant for the user. */
  must(command: string, args: readonly string[], options?: RunOptions): Promise<string>;
  /** Installs packages of Debian or Ubuntu, or throws an error that says what the user installs instead. */
  installPackages(packages: readonly string[], purpose: string, elsewhere: string, log: string): Promise<void>;
  /** Path of a Python that has pip. */
  python(): Promise<string>;
}

/** Reports what is being done now, in a few words. */
export type Progress = (what: string) => void;
