import { join } from "node:path";
import { ask, succeeded } from "../rehearsal/run";
import type { Author } from "./author";

const home = "/run/freehold-kill";
const packages = "$(python3 -c 'import site; print(site.getsitepackages()[0])')";

/** Kills root's `release` on a rehearsed server at one line of its code, by a trace that every Python there loads. */
export class LineKiller {
  constructor(private readonly author: Author) {}

  private inServer = async (command: string) => succeeded(await this.author.site.inServer(command)).output;

  /** Brings the trace. From then on the lines that a release comes by are noted. */
  async install(): Promise<void> {
    const machine = `freehold-${this.author.site.stack}`;
    for (const name of ["kill_at_line.py", "freehold_kill.py"])
      ask("docker", ["cp", join(__dirname, name), `${machine}:/root/${name}`]);
    await this.inServer(
      `set -e; mkdir -p ${home} ${packages}; mv /root/kill_at_line.py /root/freehold_kill.py ${packages}/; echo 'import freehold_kill' > ${packages}/freehold_kill.pth`,
    );
  }

  /** The lines that releases came by since the last call, each once, in the order of their first time. */
  async met(): Promise<string[]> {
    const lines = (await this.inServer(`cat ${home}/met && rm ${home}/met`)).trim().split("\n");
    return [...new Set(lines)];
  }

  /** From now on a release dies at that line; without one, at none. */
  async aim(line?: string): Promise<void> {
    await this.inServer(line === undefined ? `rm -f ${home}/line` : `echo '${line}' > ${home}/line`);
  }
}
