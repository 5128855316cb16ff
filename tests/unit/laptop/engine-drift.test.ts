import { describe, expect, it } from "vitest";
import { compare, foreignMessage, type Thing, thingsOf } from "../../../cli/recovery/engine-drift";

const container = (name: string, id: string, running?: boolean): Thing => ({
  kind: "container",
  id,
  name,
  ...(running === undefined ? {} : { running }),
});
const network: Thing = { kind: "network", id: "n1", name: "freehold-dev" };
const image: Thing = { kind: "image", id: "sha256:i", name: "freehold/edge:abc" };
const recorded = [
  container("freehold-dev", "c1"),
  container("freehold-dev-edge", "c2"),
  container("freehold-dev-link-local", "c3"),
  network,
  image,
];
const engine = [
  container("freehold-dev", "c1", true),
  container("freehold-dev-edge", "c2", true),
  container("freehold-dev-link-local", "c3", true),
  network,
  image,
];

describe("state and engine", () => {
  it("agree", () => expect(compare(recorded, engine)).toEqual({ lost: [], stopped: [], foreign: [] }));
  it("agree before the first up", () => expect(compare([], [])).toEqual({ lost: [], stopped: [], foreign: [] }));

  it("differ after docker rm, system prune or a reset: what is lost is named", () => {
    expect(compare(recorded, []).lost).toEqual(recorded);
    expect(compare(recorded, engine.slice(1)).lost).toEqual([recorded[0]]);
    expect(compare(recorded, engine.slice(0, 4)).lost).toEqual([image]);
  });

  it("differ after docker stop: metadata and gateway start before the machine", () => {
    const stopped = engine.map((thing) => (thing.kind === "container" ? { ...thing, running: false } : thing));
    expect(compare(recorded, stopped).stopped.map(({ name }) => name)).toEqual([
      "freehold-dev-link-local",
      "freehold-dev-edge",
      "freehold-dev",
    ]);
  });

  it("differ in a second clone, or when the state is lost", () => {
    const { foreign } = compare([], engine);
    expect(foreign.map(({ id }) => id)).toEqual(["c1", "c2", "c3", "n1"]);
    const message = foreignMessage("dev", foreign);
    expect(message).toMatch(/^FH-SERVER-FOREIGN: /);
    expect(message).toContain("  docker rm --force --volumes freehold-dev freehold-dev-edge freehold-dev-link-local\n");
    expect(message).toContain("  docker network rm freehold-dev");
  });

  it("is not compared by names: a server made by hand under them is foreign, and the recorded one lost", () => {
    const drift = compare([container("freehold-dev", "c1")], [container("freehold-dev", "c9", true)]);
    expect([drift.lost, drift.foreign].map((things) => things.map(({ id }) => id))).toEqual([["c1"], ["c9"]]);
  });
});

it("the state's Docker things, an image by the engine's own id", () => {
  const urn = "urn:x";
  expect(
    thingsOf([
      { urn, type: "docker:index/container:Container", id: "c1", outputs: { name: "freehold-dev" } },
      {
        urn,
        type: "docker:index/remoteImage:RemoteImage",
        id: "sha256:ifreehold/edge:abc",
        outputs: { imageId: "sha256:i", name: "freehold/edge:abc" },
      },
      { urn, type: "command:local:Command", id: "x" },
      { urn, type: "docker:index/network:Network" },
    ]),
  ).toEqual([container("freehold-dev", "c1"), image]);
});
