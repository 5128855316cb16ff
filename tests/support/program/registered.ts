import * as pulumi from "@pulumi/pulumi";
import { beforeAll, beforeEach } from "vitest";

export interface Registered {
  readonly type: string;
  readonly inputs: Record<string, unknown>;
}

/**
 * Runs the file's program against the SDK's own mocks: each resource gets its name as its id, and its inputs as its state. Not modelled:
 * what a provider computes, but for an image's id.
 * @returns what a test's program has registered, by name; empty again before each test
 */
export function registeredResources(): ReadonlyMap<string, Registered> {
  const registered = new Map<string, Registered>();
  beforeAll(() =>
    pulumi.runtime.setMocks({
      newResource: ({ type, name, inputs }) => {
        registered.set(name, { type, inputs });
        return { id: `${name}-id`, state: { ...inputs, imageId: `${name}-image` } };
      },
      call: () => ({}),
    }),
  );
  beforeEach(() => registered.clear());
  return registered;
}

/** Waits for an output's value. */
export const settled = <T>(output: pulumi.Output<T>) => new Promise<T>((done) => output.apply(done));
