import * as pulumi from "@pulumi/pulumi";

/**
 * Stops the program with every problem at once, before anything is made. `pulumi.RunError` is printed without a stack
 * trace: the mistake is the user's, the trace would be ours.
 */
export function refuse(problems: readonly string[]): never {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const list = problems.map((problem) => `  - ${problem}`).join("\n");
  const error = new pulumi.RunError(`${count}, nothing was changed:\n${list}`);
  // The SDK colours even the trace that it hides, for its own log, and Node 20.20 takes half a minute over that.
  error.stack = error.message;
  throw error;
}
