/**
 * An error that the person at the terminal can put right: shown as its message alone, without a stack trace. The only such class
 * of the project. It lives in infra because cli imports infra and never the other way round.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  /** What `pulumi.RunError` is known by. Importing the SDK for its class would cost each command of cli half a second. */
  readonly __pulumiRunError = true;

  constructor(message: string) {
    super(message);
    // The SDK colours even the trace that it hides, for its own log, and Node 20.20 takes half a minute over that.
    this.stack = message;
  }
}

/**
 * Stops the program with every problem at once, before anything is made.
 * @throws UserError with the number of problems and a line for each
 */
export function refuse(problems: readonly string[]): never {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const list = problems.map((problem) => `  - ${problem}`).join("\n");
  throw new UserError(`${count}, nothing was changed:\n${list}`);
}
