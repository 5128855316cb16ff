import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { author } from "./author";

const usage = "npm run unpublish -- POST [--stack NAME] [--json]";

/** The name of a post's file or folder, given that, its path in the repository, or its address; undefined for anything else. Pure. */
export function postName(word: string): string | undefined {
  const path = word.replace(/^https?:\/\/[^/]+/, "").replace(/[?#].*$/, "");
  const [, name = path] = /^(?:\.?\/)?(?:app\/)?posts\/([^/]+)(?:\/(?:index\.(?:md|ipynb))?)?$/.exec(path) ?? [];
  const bare = name.replace(/\.(md|ipynb)$/, "");
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(bare) && !bare.includes("..") ? bare : undefined;
}

/**
 * `npm run unpublish -- POST`: the server takes the post from the site, its caches and every release that a rollback could bring
 * back (docs/unpublish.md). Asks nothing: in a hurry the wrong post is one `git revert` away.
 */
export async function unpublish({ command, stack, rest }: Arguments): Promise<number> {
  const json = rest.filter((word) => word === "--json");
  const posts = rest.filter((word) => word !== "--json");
  const name = posts.length === 1 ? postName(posts[0] as string) : undefined;
  if (name === undefined)
    throw new UserError(
      `FH-UNPUBLISH-POST: ${posts.length === 1 ? `"${posts[0]}" is no post's name` : `one post at a time; given: ${posts.length}`}. ` +
        `Expected the name of its file in app/posts, or its address: ${usage}`,
    );
  return author({ command, stack, rest: ["unpublish", name, ...json] });
}
