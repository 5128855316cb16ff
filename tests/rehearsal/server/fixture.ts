import { Checkout } from "../../support/rehearsal/checkout";
import { type Result, succeeded } from "../../support/rehearsal/run";

/** The one server that the files of this folder look at; none of them changes it. */
export const serverFixture = {
  site: undefined as unknown as Checkout,
  /** What its first `pulumi up` said. */
  first: undefined as unknown as Result,

  async start(): Promise<void> {
    this.site = await Checkout.make("test");
    // A failed `up` is said here: else the first hook that needs the server fails for no visible reason.
    this.first = succeeded(await this.site.up());
  },

  /** Output of a command run inside the server as root. */
  async server(command: string): Promise<string> {
    return (await this.site.inServer(command)).output.trim();
  },

  async release(): Promise<{ release: string }> {
    return (await (await fetch(`${this.site.url}/release.json`)).json()) as { release: string };
  },
};
