import { isLocal, pageAnswers } from "./page";
import { siteProblems } from "./site-state";
import { say } from "./step";

/** How it looks, and how it speaks; a test has its own. */
const world = { answers: pageAnswers, problems: siteProblems, tell: say };

/**
 * Says where the blog is, after looking at it from here and from its server. Where the name is not this machine's own, it may take a
 * while until it is known here; the server knows.
 * @param url the stack's output; nothing is looked at where it has none
 * @returns 1 where the page does not answer, or the server names what is wrong
 */
export async function reportPage(stack: string, url: unknown, { answers, problems, tell } = world): Promise<number> {
  if (typeof url !== "string") return 0;
  if (isLocal(url) && !(await answers(url))) {
    tell(`FH-PAGE-SILENT: everything was done, but ${url} does not answer. Look why: npm run status; docker ps --all`);
    return 1;
  }
  const found = await problems(stack);
  if (found === undefined) tell("the server could not be asked how the site is: npm run status");
  if (found !== undefined && found.length > 0) {
    tell(`FH-SITE-BROKEN: everything was done, but the site is not whole:\n${found.join("\n")}`);
    return 1;
  }
  tell(`the blog is at ${url}`);
  return 0;
}
