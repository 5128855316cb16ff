import { UserError } from "../infra/user-error";
import { type Arguments, parseArguments } from "./arguments";
import { adopt } from "./commands/adopt";
import { alarm } from "./commands/alarm";
import { author } from "./commands/author";
import { backup, thenBackup } from "./commands/backup";
import { bench } from "./commands/bench";
import { docsSettings } from "./commands/docs-settings";
import { doctor } from "./commands/doctor";
import { drill } from "./commands/drill";
import { printEnvironment } from "./commands/env";
import { fieldReportOf } from "./commands/field-report";
import { format } from "./commands/format";
import { importBlog } from "./commands/import";
import { keys } from "./commands/keys";
import { lock } from "./commands/lock";
import { newPost } from "./commands/new-post";
import { destroy, preview, rebuild, refresh, up } from "./commands/pulumi";
import { restore } from "./commands/restore";
import { rehearse, test } from "./commands/test";
import { unpublish } from "./commands/unpublish";
import { root } from "./paths";
import { repair } from "./recovery/repair";
import { repairServer } from "./recovery/server-repair";
import { setUp } from "./setup";
import { say } from "./step";

/** Each returns the status that the shell gets. */
const commands: Readonly<Record<string, (args: Arguments) => Promise<number>>> = {
  up: async (args) => thenBackup(args.stack, await up(args)),
  preview,
  refresh,
  destroy,
  rebuild: async (args) => thenBackup(args.stack, await rebuild(args)),
  repair: async ({ stack, rest }) => {
    await setUp(stack, { quiet: true, withoutImages: true });
    if (!(await repair(stack, rest.includes("--forget")))) say(`stack ${stack}: nothing to repair in the state`);
    return repairServer(stack);
  },
  setup: async ({ stack }) => {
    await setUp(stack);
    return 0;
  },
  env: printEnvironment,
  doctor,
  "field-report": fieldReportOf,
  "docs-settings": docsSettings,
  alarm,
  backup,
  adopt,
  drill,
  restore: async (args) => thenBackup(args.stack, await restore(args)),
  author,
  unpublish,
  keys,
  format,
  lock,
  new: newPost,
  import: importBlog,
  test,
  rehearse,
  bench,
};

async function main(): Promise<number> {
  const args = parseArguments(process.argv.slice(2));
  const command = commands[args.command];
  if (!command) {
    throw new UserError(
      `"${args.command}" is no command of this project. There are: ${Object.keys(commands).join(", ")}.`,
    );
  }
  process.chdir(root);
  return command(args);
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof UserError ? error.message : ((error as Error).stack ?? error)}\n`);
    process.exit(1);
  },
);
