/**
 * A server file without its comments: whole lines that begin with `#` (or `//` in apt's files) and Python's
 * docstrings. Why: user-data may have 32,000 bytes in base64, and comments were a fifth of it; people read them in cloud-init/.
 * Comments behind code stay. A file must have no line of data that begins so, and no body that is a docstring alone.
 */
export function withoutComments(path: string, content: string): string {
  const comment = path.startsWith("/etc/apt/") ? /^\s*\/\// : /^\s*#(?!!)/;
  const isPython = path.endsWith(".py") || /^#!.*python3\n/.test(content);
  const code = isPython ? content.replace(/^ *"""[\s\S]*?"""\n/gm, "") : content;
  return code
    .split("\n")
    .filter((line) => !comment.test(line))
    .join("\n")
    .replace(/\n{2,}/g, "\n");
}
