import { UserError } from "../infra/user-error";

export interface Arguments {
  readonly command: string;
  /** `--stack NAME` or `-s NAME`. Default `dev`. */
  readonly stack: string;
  /** Everything else, in order. */
  readonly rest: readonly string[];
}

/** Pulumi's own rule for stack names. */
const stackName = /^[A-Za-z0-9_.-]{1,100}$/;

/** Reads a command line, `COMMAND [--stack NAME] [args]`. Pure. */
export function parseArguments(line: readonly string[]): Arguments {
  const [command = "", ...others] = line;
  const rest: string[] = [];
  let stack = "dev";
  for (let i = 0; i < others.length; i++) {
    const argument = others[i] as string;
    const joined = /^(?:--stack|-s)=(.*)$/.exec(argument);
    if (joined) stack = joined[1] ?? "";
    else if (argument === "--stack" || argument === "-s") stack = others[++i] ?? "";
    else rest.push(argument);
  }
  if (!stackName.test(stack)) {
    throw new UserError(
      `--stack wants a name of letters, digits, "-", "_" and ".", for example dev; given: "${stack}".`,
    );
  }
  return { command, stack, rest };
}
