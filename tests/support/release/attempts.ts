/** What somebody with an author's key may try instead of what the key is for. Each is one argument list for `ssh`. */
export interface Attempt {
  readonly name: string;
  /** Before the host: options of ssh. */
  readonly options?: readonly string[];
  /** After it: the command, as one text or as words. */
  readonly command?: readonly string[];
}

const commands: Record<string, string> = {
  "a shell": "bash -i",
  "another repository": "git-upload-pack '/srv/freehold/other.git'",
  "a repository by its real path": "git-upload-pack '/srv/freehold/blog.git'",
  "a repository by ..": "git-upload-pack '/blog/../blog.git'",
  "two dots after blog": "git-receive-pack '/blog/../../../etc'",
  "a home directory": "git-upload-pack '~/blog'",
  "an archive": "git-upload-archive '/blog'",
  "git with a space": "git upload-pack '/blog'",
  "an option of upload-pack": "git-upload-pack --timeout=1 '/blog'",
  "an upload-pack of one's own": "git-upload-pack '/blog';id",
  "a quote that ends early": "git-receive-pack '/blog' '; id; '",
  "a double quote": 'git-receive-pack "/blog"',
  "a substitution": "git-receive-pack '/blog$(id)'",
  "back-quotes": "status `id`",
  "a second command": "status; id",
  "a second line": "status\nid",
  "a pipe": "status | id",
  "a variable before": "FREEHOLD_AUTHOR=root status",
  "a path": "/usr/local/lib/freehold/release/release",
  sudo: "sudo -n /usr/local/lib/freehold/release/release",
  "a rollback to a path": "rollback ../../etc",
  "a rollback with two ids": "rollback abcd abcd",
  "a rollback option": "rollback --help",
  "logs of another unit": "logs ssh",
  "an option of journalctl": "logs -f --root=/",
  "a capital": "STATUS",
  "a space behind": "status ",
  scp: "scp -t /tmp",
  rsync: "rsync --server . /tmp",
  "sftp's server": "/usr/lib/openssh/sftp-server",
};

export const refusedCommands: readonly Attempt[] = Object.entries(commands).map(([name, command]) => ({
  name,
  command: [command],
}));

/** What the author gets told: the text itself, quoted, and what the key is for. */
export const refusal = /^FH-SSH-COMMAND: this key cannot do: .*\n\nWhat your key can do here/m;
