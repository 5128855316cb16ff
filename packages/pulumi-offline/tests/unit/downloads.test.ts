import { describe, expect, it } from "vitest";
import { judgeDownload } from "../../download-verdict";

describe("why a download failed", () => {
  it.each([
    "pulumi: fetch failed",
    "curl: (6) Could not resolve host: get.pulumi.com",
    "error: 403 Forbidden",
    "HTTP 407 Proxy Authentication Required",
    "dial tcp 1.2.3.4:443: i/o timeout",
    "x509: certificate signed by unknown authority",
    "stopped after 300 s without an end",
  ])("%s: blocked", (output) => expect(judgeDownload(output)).toBe("blocked"));

  it.each([
    "write /root/.pulumi: no space left on device",
    "EACCES: permission denied, mkdir '/root/.pulumi'",
    "fetch failed after ENOSPC",
  ])("%s: to be put right on this machine", (output) => expect(judgeDownload(output)).toBe("local"));

  it.each(["checksum mismatch", "HTTP 500 fetching the script", ""])("%s: broken", (output) =>
    expect(judgeDownload(output)).toBe("broken"),
  );
});
