import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { refuse, UserError } from "../../../infra/user-error";

it("Pulumi takes a UserError for an error of its own user, and shows no stack trace", () => {
  const error = new UserError("a wrong setting");
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  expect(error.stack).toBe("a wrong setting");
});

it("every problem is in one error", () => {
  expect(() => refuse(["one"])).toThrow(new UserError("1 problem, nothing was changed:\n  - one"));
  expect(() => refuse(["one", "two"])).toThrow(new UserError("2 problems, nothing was changed:\n  - one\n  - two"));
});
