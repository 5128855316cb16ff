/**
 * A server file without its comments: whole lines that begin with `#` (or `//` in apt's files) and a Python file's opening
 * docstring. Why: user-data may have 32,000 bytes in base64, and comments were a sixth of it; people read them in cloud-init/.
 * Comments behind code stay. A file must have no line of data that begins so (a test compares what the shell understands).
 */
export function withoutComments(path: string, content: string): string {
  const comment = path.startsWith("/etc/apt/") ? /^\s*\/\// : /^\s*#(?!!)/;
  const code = content.replace(/^(#!.*python3\n)"""[\s\S]*?"""\n/, "$1").replace(/^"""[\s\S]*?"""\n/, "");
  return code
    .split("\n")
    .filter((line) => !comment.test(line))
    .join("\n")
    .replace(/\n{2,}/g, "\n");
}
