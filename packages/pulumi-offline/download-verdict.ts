/** Signs that the network does not let us there; then another road is taken without alarm. */
const blocked =
  /fetch failed|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|could not resolve|no such host|connection refused|connection timed out|i\/o timeout|TLS handshake timeout|network is unreachable|self.signed|unknown authority|unable to get local issuer|stopped after \d+ s|40[37]|proxy|context deadline exceeded/i;

/** Signs of trouble on this machine that another road would meet too. */
const local = /ENOSPC|no space left|EACCES|permission denied|EROFS|read-only file system|EDQUOT/i;

/** Why a download failed: `local` must be put right, `blocked` is the network's policy, `broken` is anything else. */
export type DownloadVerdict = "blocked" | "local" | "broken";

export function judgeDownload(output: string): DownloadVerdict {
  if (local.test(output)) return "local";
  return blocked.test(output) ? "blocked" : "broken";
}
