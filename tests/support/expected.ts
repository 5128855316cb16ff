/** How many resources a stack has, the stack itself included: `tests/program` lists them by name. */
export const resourceCounts = {
  rehearsal: 19,
  /** With `https` not off: the certificate is brought back, too. */
  rehearsalWithHttps: 20,
  oracle: 15,
} as const;

/** What Pulumi prints where nothing of such a stack has changed. */
export const unchanged = (count: number) => new RegExp(`Resources:\\n\\s+${count} unchanged`);
