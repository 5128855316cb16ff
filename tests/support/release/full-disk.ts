import { expect } from "vitest";
import type { Checkout } from "../rehearsal/checkout";

/**
 * Runs `work` while the server's state is on a disk that is full to the last byte: a small one, laid over it for so long. The laptop's
 * must not be filled. What `work` changes of the state is gone after it; not modelled: Docker's own disk is not full.
 */
export async function onFullDisk<T>(site: Checkout, work: () => Promise<T>): Promise<T> {
  const laid = await site.inServer(`set -e; cd /var/lib/freehold; cp -a . /tmp/state
    mount -t tmpfs -o size=$(($(du -sm . | cut -f1) + 4))m full /var/lib/freehold; cp -a /tmp/state/. /var/lib/freehold/
    cat /dev/zero > /var/lib/freehold/fill 2> /dev/null || df --output=avail /var/lib/freehold | tail -n 1`);
  expect(laid.output.trim()).toBe("0");
  try {
    return await work();
  } finally {
    const back = await site.inServer("umount -l /var/lib/freehold && rm -rf /tmp/state");
    expect(back).toMatchObject({ status: 0 });
  }
}
