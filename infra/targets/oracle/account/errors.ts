/** Facts of the request that an explanation names. */
export interface RequestContext {
  readonly region: string;
  readonly compartment: string;
}

interface Explanation {
  readonly matches: RegExp;
  readonly says: (context: RequestContext) => string;
}

const keySteps = "Compare user, fingerprint and key_file in ~/.oci/config with Profile > My profile > API keys";

const explanations: readonly Explanation[] = [
  {
    matches: /clock skew/i,
    says: () => "Oracle refused the request because this computer's clock is wrong. Set the clock and run it again.",
  },
  {
    matches: /token.*(expired|invalid)|expired.*token/i,
    says: () => "Oracle refused the session token: it has expired. Run `oci session authenticate` and try again.",
  },
  {
    matches: /proper configuration for private key|private key/i,
    says: () =>
      "The private key could not be read. It must be the PEM file downloaded with the API key; an encrypted one needs " +
      `pass_phrase beside key_file. ${keySteps}.`,
  },
  ...(["tenancy", "user", "fingerprint", "region"] as const).map((entry) => ({
    matches: new RegExp(`proper configuration for (key)?${entry}`, "i"),
    says: () => `The Oracle credentials have no ${entry}. ${keySteps}.`,
  })),
  {
    matches: /can not create client|bad configuration/i,
    says: () => `Oracle's plugin cannot use the credentials. ${keySteps}.`,
  },
  {
    matches: /401-NotAuthenticated|NotAuthenticated/,
    says: () => `Oracle does not accept the API key: key, fingerprint and user do not belong together. ${keySteps}.`,
  },
  {
    matches: /no such host|dial tcp|context deadline exceeded/i,
    says: ({ region }) =>
      `No Oracle endpoint answers for region ${region}. Check freehold:region (for example eu-frankfurt-1) and the network.`,
  },
  {
    matches: /404-NotAuthorizedOrNotFound/,
    says: ({ compartment }) =>
      `Oracle finds no compartment ${compartment}, or the user may not see it. Check freehold:compartment, ` +
      "or remove it to use the root compartment.",
  },
  {
    matches: /429-TooManyRequests/,
    says: () => "Oracle answers too many requests for this user. Wait a few minutes and run it again.",
  },
];

/** One plain message for an error of the provider, with Oracle's own first line kept behind it. Pure. */
export function explain(error: string, context: RequestContext): string {
  const said = oracleLine(error);
  const known = explanations.find((e) => e.matches.test(error));
  const plain = known?.says(context) ?? "Oracle refused the request. If it is a passing fault, run it again.";
  return `${plain} (Oracle: ${said})`;
}

/**
 * The line of a provider error that says why: Oracle's own (`{status}-{Code}, {message}`), else the provider's first reason, which it
 * puts below "1 error occurred:" after an asterisk. Pure.
 */
export function oracleLine(error: string): string {
  const lines = error.split("\n").map((l) => l.trim());
  const oracles = lines.find((l) => /\d{3}-[A-Za-z]+,/.test(l));
  const line = oracles ?? lines.find((l) => l.startsWith("* ")) ?? lines.find((l) => l !== "") ?? "";
  return line.replace(/^.*?(?=\d{3}-[A-Za-z]+,)/, "").replace(/^\* /, "");
}
