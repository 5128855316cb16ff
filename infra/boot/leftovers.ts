/**
 * What editors, file managers, merges and Python leave beside sources: never sent to a server. app/rendering/leftovers.py has the same
 * names for files beside posts, .gitignore for commits: tests/support/lived-in/leftovers.json holds all three against one list.
 */
const leftovers = [
  // Folders, at any depth.
  /(^|\/)(__pycache__|\.idea|\.vscode|\.vs|\.git)\//,
  // Emacs, Kate, gedit, nano; vim, also its probe for writable folders; JetBrains; patch and merge tools.
  /(^|\/)#[^/]*#?$|(^|\/)\.#[^/]*$|~$/,
  /\.sw[a-px]$|(^|\/)4913$/,
  /___jb_(tmp|old|bak)___$/,
  /\.(orig|rej|bak|tmp|pyc)$/,
  // macOS, Windows, KDE.
  /(^|\/)(\.DS_Store|\._[^/]*|Thumbs\.db|ehthumbs\.db|desktop\.ini|\.directory)$/i,
];

/** Whether a file is such a leftover. `name`: its path below the folder that is read, with `/`. Pure. */
export const isLeftover = (name: string) => leftovers.some((kind) => kind.test(name));
