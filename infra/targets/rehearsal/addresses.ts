/** The subnet the rehearsal plays: Oracle's, so that both targets have the same addresses. It exists on one wire only. */
export const subnet = {
  /** The edge: gateway, public address and security list in one. */
  gateway: "10.0.0.1",
  server: "10.0.0.2",
} as const;
