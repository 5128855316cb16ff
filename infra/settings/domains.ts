const name = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/** Most names of one certificate. Let's Encrypt takes 100; each must lead here, or none is certified. */
const most = 10;

/** The names in a setting, in lower case, in the order in which they are written; spaces or commas between. */
export function splitDomains(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((part) => part !== "");
}

/** What is wrong with a list of domain names, or undefined. */
export function domainsProblem(text: string): string | undefined {
  const names = splitDomains(text);
  const wrong = names.filter((part) => !name.test(part));
  if (names.length === 0 || wrong.length > 0) return "expected domain names such as blog.example.org www.example.org";
  const twice = names.find((part, i) => names.indexOf(part) !== i);
  if (twice !== undefined) return `it has ${twice} twice; expected each name once`;
  return names.length > most ? `it has ${names.length} names; expected at most ${most}` : undefined;
}
