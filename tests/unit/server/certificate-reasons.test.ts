import { describe, expect, it, test } from "vitest";
import { evaluate, value } from "./certificate-python";

const explain = (output: string, found: Record<string, string[]> = { "blog.test": ["203.0.113.5"] }) =>
  value(`explain(${JSON.stringify(output)}, ["blog.test"], "203.0.113.5", ${JSON.stringify(found)})`) as Record<
    string,
    unknown
  >;

/** certbot 5.8's own words, as Pebble 2.9 and Let's Encrypt make it say them. */
const authentication = (type: string, detail: string) => `Account registered.
Requesting a certificate for blog.test

Certbot failed to authenticate some domains (authenticator: webroot). The Certificate Authority reported these problems:
  Domain: blog.test
  Type:   ${type}
  Detail: ${detail}

Hint: The Certificate Authority failed to download the temporary challenge files created by Certbot.

Some challenges have failed.`;
const unexpected = (words: string) =>
  `Requesting a certificate for blog.test\nAn unexpected error occurred:\n${words}\nAsk for help`;

describe("why there is no certificate", () => {
  it.each([
    [
      "port 80 closed",
      authentication(
        "connection",
        "203.0.113.5: Fetching http://blog.test/.well-known/acme-challenge/x: Timeout during connect",
      ),
      {
        kind: "refused",
        reason: /^the CA could not reach port 80 of 203\.0\.113\.5: .*Timeout during connect$/,
        advice: /open port 80/,
      },
    ],
    [
      "another site's answer",
      authentication(
        "unauthorized",
        "203.0.113.5: Invalid response from http://blog.test/.well-known/acme-challenge/x: 404",
      ),
      { kind: "refused", reason: /^the CA refused: 203\.0\.113\.5: Invalid response/ },
    ],
    [
      "too many duplicates, with the CA's time",
      unexpected(
        "Error creating new order :: too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after 2026-11-22 19:05:00 UTC: see https://letsencrypt.org/docs/rate-limits/",
      ),
      {
        kind: "limit",
        reason: /^the CA's rate limit is met: .*already issued/,
        retry_at: Date.UTC(2026, 10, 22, 19, 5) / 1000,
      },
    ],
    [
      "a limit without a time",
      unexpected("There were too many requests of a given type :: x"),
      { kind: "limit", retry_at: 0 },
    ],
    [
      "the CA is down",
      unexpected(
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='ca.test', port=14000): Max retries exceeded with url: /dir (Caused by NewConnectionError('Connection refused'))",
      ),
      { kind: "unreachable", reason: "the CA could not be asked: ca.test refuses connections" },
    ],
    [
      "a resolver that is down",
      unexpected(
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='ca.test', port=14000): Max retries exceeded with url: /dir (Caused by NameResolutionError('Failed to resolve'))",
      ),
      { kind: "unreachable", reason: "the CA could not be asked: its name ca.test leads nowhere" },
    ],
    [
      "a wrong clock",
      unexpected(
        "requests.exceptions.SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate is not yet valid",
      ),
      { kind: "unreachable", reason: /not valid at this server's time/, advice: /^set the clock right/ },
    ],
    [
      "a CA nobody vouches for",
      unexpected("SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate')"),
      { kind: "unreachable", reason: /does not know who vouches/, advice: /update-ca-certificates/ },
    ],
  ])("%s", (_, output, expected) => {
    const failure = explain(output);
    for (const [key, want] of Object.entries(expected))
      if (want instanceof RegExp) expect(failure[key]).toMatch(want);
      else expect(failure[key]).toBe(want);
  });

  const elsewhere = authentication("connection", "198.51.100.7: Connection refused");
  it.each([
    ["nowhere", [], "the name blog.test leads nowhere", "make an A record for blog.test with the address 203.0.113.5"],
    [
      "elsewhere",
      ["198.51.100.7"],
      "blog.test leads to 198.51.100.7, this server is 203.0.113.5",
      "make blog.test lead to 203.0.113.5 alone (its A record)",
    ],
    [
      "elsewhere by IPv6",
      ["203.0.113.5", "2001:db8::7"],
      "blog.test leads to 2001:db8::7, this server is 203.0.113.5",
      "make blog.test lead to 203.0.113.5 alone (its AAAA record)",
    ],
  ])("a name that leads %s", (_, found, reason, advice) => {
    expect(explain(elsewhere, { "blog.test": found })).toEqual({
      kind: "refused",
      reason,
      advice,
      retry_at: 0,
      elsewhere: true,
    });
  });
});

test("status in words", () => {
  const state = 'failed(plan, {}, 0, Failure("refused", "no way", "make one"), 0)';
  expect(
    evaluate(
      "lines(None, None, {}, 0)",
      "lines(plan, both, {}, 0)",
      "lines(plan, None, {}, 0)",
      `lines(plan, both, ${state}, 91 * D)`,
    ),
  ).toEqual([
    ["https     off"],
    ["https     blog.test, www.blog.test, until 1970-04-01 00:00 UTC, renewed from 1970-03-02 00:00 UTC"],
    [
      "https     no certificate yet; the site is there by HTTP",
      "          asking https://ca.test/dir for blog.test, www.blog.test",
    ],
    [
      "https     the certificate of blog.test, www.blog.test ended 1970-04-01 00:00 UTC; the site is there by HTTP",
      "problem   since 1970-01-01 00:00 UTC (1 try): no way",
      "to do     make one",
      "next try  1970-01-01 00:01 UTC; at once: sudo /usr/local/lib/freehold/certificate/certificate now",
    ],
  ]);
});
