import { type Answer, ask, type Context, type Question, sleep } from "./client";
import { isMissing } from "./errors";

/** Polls after 0.1, 0.2, 0.4 … 10 s, as Terraform's StateChangeConf does. */
const first = 0.1;
const longest = 10;

/**
 * Asks for a thing until it is in one of the states.
 * @param made the answer of the request that made it: where a GET says 404 meanwhile, it counts as it is, as with the official provider
 */
export async function untilState(
  question: Question,
  states: readonly string[],
  made: Answer,
  context: Context,
): Promise<Answer> {
  for (let pause = first; ; pause = Math.min(longest, pause * 2)) {
    const answer = await ask(question, context).catch((error) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (answer === undefined) return made;
    if (states.includes(answer.body.lifecycleState)) return answer;
    await sleep(pause, context);
  }
}

/** Asks for a thing until it is gone: 404, or one of the states. */
export async function untilGone(question: Question, states: readonly string[], context: Context): Promise<void> {
  for (let pause = first; ; pause = Math.min(longest, pause * 2)) {
    try {
      const { body } = await ask(question, context);
      if (states.includes(body.lifecycleState)) return;
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    await sleep(pause, context);
  }
}
