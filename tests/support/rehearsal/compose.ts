/**
 * Shell: installs `docker compose` where a rehearsed server plays the author's own machine. A server has no use for it, and 62 MB to
 * unpack are ten seconds of its first boot on 1/8 OCPU.
 */
export const haveCompose =
  "{ docker compose version || apt-get -q -y install --no-install-recommends docker-compose; } >/dev/null 2>&1";
