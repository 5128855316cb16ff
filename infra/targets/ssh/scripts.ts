/** Scripts of the target `ssh`, relative to the project's root; Pulumi's `command` plugin runs them on the operator's machine. */
export const scripts = {
  takeOver: "infra/targets/ssh/take-over.mjs",
  giveBack: "infra/targets/ssh/give-back.mjs",
} as const;
