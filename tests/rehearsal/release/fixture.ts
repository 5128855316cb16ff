import { Checkout } from "../../support/rehearsal/checkout";
import { Author } from "../../support/release/author";

/** The one server that the files of this folder release to. Each test leaves it whole, whatever it pushed. */
export const releaseFixture = {
  site: undefined as unknown as Checkout,
  author: undefined as unknown as Author,

  /** @param stack where files run at the same time, each its own */
  async start(stack = "rel"): Promise<void> {
    this.site = await Checkout.make(stack);
    const up = await this.site.up();
    if (up.status !== 0) throw new Error(up.output);
    this.author = new Author(this.site);
  },
};
