/** Ordinary text has them: tab, newline, spaces that do not break, and the joiners of Persian, of Indian scripts and of emoji. */
const allowed = new Set("\t\n\u00a0\u2007\u202f\u3000\u200c\u200d");

/** What no terminal should obey, by Unicode's categories: control, format, surrogate, private, unassigned, line separators. */
const obeyed = /[\p{C}\p{Zl}\p{Zp}]/gu;

function escaped(character) {
  const code = character.codePointAt(0);
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}

/**
 * Returns the server's words as text that no terminal obeys, as `printable` does on the server: a server in an intruder's hands
 * writes what it likes. A carriage return becomes a newline. Pure.
 *
 * @param {string} text
 */
export function printable(text) {
  const lines = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  return lines.replaceAll(obeyed, (character) => (allowed.has(character) ? character : escaped(character)));
}

/**
 * Characters after which a line is broken: the `command` plugin stops for ever at a line of 64 KiB that it logs (bufio.Scanner), and
 * a character has at most 3 bytes for each unit of a string.
 */
export const longestLine = 4096;

/** The text with a newline after `most` characters that have none, and at its end. Pure. */
function lines(text, most) {
  const cut = text.replaceAll(new RegExp(`[^\\n]{${most}}(?!\\n)`, "g"), "$&\n");
  return cut.endsWith("\n") ? cut : `${cut}\n`;
}

/**
 * Writes a message of a script that Pulumi's `command` runs: as printable text, in lines that the plugin can take. These scripts use
 * nothing else to print.
 *
 * @param {string} text
 * @param {NodeJS.WritableStream} stream
 */
export const report = (text, stream = process.stdout) => void stream.write(lines(printable(text), longestLine));

/** The same for warnings and errors. */
export const warn = (text) => report(text, process.stderr);

/**
 * Copies a stream's text to `write` as `printable` text, line by line as it comes; resolves when the stream has ended.
 * A line that is longer than `most` characters becomes several.
 */
export async function copyPrintable(stream, write, most = longestLine) {
  const decoder = new TextDecoder();
  let held = "";
  for await (const chunk of stream) {
    held += decoder.decode(chunk, { stream: true });
    // A \r at the end may be half of \r\n.
    const last = Math.max(held.lastIndexOf("\n"), held.slice(0, -1).lastIndexOf("\r")) + 1;
    const end = last === 0 && held.length > most ? held.length : last;
    if (end > 0) write(lines(printable(held.slice(0, end)), most));
    held = held.slice(end);
  }
  held += decoder.decode();
  if (held !== "") write(lines(printable(`${held}\n`), most));
}
