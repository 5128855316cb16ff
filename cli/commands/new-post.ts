import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { root } from "../paths";

/** Longer addresses are cut off where people paste them. */
const maxSlug = 60;

/**
 * The part of an address that a title gives: "Größe & Gewicht!" is `grosse-gewicht`. Cut at a word's end after 60 characters. Empty
 * where the title has neither Latin letters nor digits.
 */
export function slugOf(title: string): string {
  const plain = title.normalize("NFKD").replaceAll(/\p{M}/gu, "").replaceAll("ß", "ss").toLowerCase();
  const words = plain.match(/[a-z0-9]+/g) ?? [];
  let slug = words[0]?.slice(0, maxSlug) ?? "";
  for (const word of words.slice(1)) {
    if (slug.length + 1 + word.length > maxSlug) break;
    slug += `-${word}`;
  }
  return slug;
}

/** A new post as a draft. JSON's quoted string is YAML's, so any title is safe. */
export function postText(title: string, date: string): string {
  return `---
title: ${JSON.stringify(title)}
date: ${date}
summary: One or two sentences that lists, feeds and searches show.
tags: []
draft: true
---

Write here. A figure that lies beside this file is shown by \`![What it shows](figure.png "The caption.")\`.
Take the line "draft: true" out when the post is ready.
`;
}

/** `npm run new -- "Title"`: makes app/posts/SLUG.md, a draft dated today (UTC). Refuses a name that is taken. */
export async function newPost({ rest }: Arguments): Promise<number> {
  const title = rest.join(" ").trim();
  const slug = slugOf(title);
  if (title === "") throw new UserError('A post needs a title: npm run new -- "A planet from the garden"');
  if (slug === "") {
    throw new UserError(
      `The title "${title}" gives no address, for it has neither Latin letters nor digits. Give one that has, and change the line "title:" in the file afterwards.`,
    );
  }
  const file = `app/posts/${slug}.md`;
  for (const taken of [file, `app/posts/${slug}`]) {
    if (existsSync(join(root, taken))) throw new UserError(`${taken} is there already; choose another title.`);
  }
  writeFileSync(join(root, file), postText(title, new Date().toISOString().slice(0, 10)), { flag: "wx" });
  console.log(`${file}\nSee it while you write: docker compose up --build, then http://localhost:8081/posts/${slug}`);
  return 0;
}
