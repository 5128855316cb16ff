import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { reconcileWithOracle } from "../../cli/recovery/oracle-drift";
import type { CallRecord } from "../support/oracle-cloud/faults";
import { undisturbed } from "./expected";
import { type Ended, World } from "./world";

/** A world in which each test begins with an empty and willing cloud, and whose `destroy` must leave it empty. */
export class Site {
  world!: World;

  constructor() {
    beforeAll(async () => {
      this.world = await World.make();
    });
    afterEach(() => this.clear());
    afterAll(() => this.world.close());
  }

  private async clear(): Promise<void> {
    const { world } = this;
    world.cloud.faults.reset();
    Object.assign(world.cloud, { lag: { gets: 0, listSeconds: 0 }, pace: { launch: 3, terminate: 3 } });
    Object.assign(world.cloud.account, { capacityBy: "response", unreadable: [] });
    for (const domain of world.cloud.account.domains) domain.capacity = {};
    await world.repair();
    const destroy = await world.destroy();
    expect(destroy.code, destroy.output).toBe(0);
    expect(world.shape()).toEqual([]);
  }

  /** The one machine that is there. */
  machine() {
    const [one, ...more] = this.world.cloud.inventory.all("Instance");
    if (!one || more.length > 0) throw new Error(`${more.length} machines beside ${one?.id}`);
    return one;
  }

  /** What `npm run up` does. */
  async up(env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    await this.world.repair();
    return (await reconcileWithOracle(this.world.place())) === 0 ? this.world.up(env) : { code: 1, output: "" };
  }

  async endsWell(env: NodeJS.ProcessEnv = {}): Promise<void> {
    const { code, output } = await this.up(env);
    expect(code, output).toBe(0);
    expect(this.world.shape()).toEqual(undisturbed);
  }
}

/** A wait for capacity in milliseconds in place of minutes. */
export const wait = (total: number) => ({ FREEHOLD_TEST_WAIT: JSON.stringify({ first: 20, longest: 100, total }) });

export const expectPlain = (output: string) => expect(output).not.toMatch(/\n\s+at /);

export const isLaunch = ({ method, route }: CallRecord) => method === "POST" && route === "instances";
