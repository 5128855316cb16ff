/** Time for work under way to end by itself before the plugin leaves, in ms. */
const grace = 3000;

/** How often the engine's life is looked at, in ms. A dead engine's orphan otherwise works on for minutes. */
const watchEvery = 500;

const stop = new AbortController();

/** Aborted once the plugin has to stop all work. */
export const stopping: AbortSignal = stop.signal;

const end = new AbortController();

/** Aborted once nobody waits for an answer any more. A cancellation alone does not end what goes on in a cloud. */
export const leaving: AbortSignal = end.signal;

export function cancelAll(): void {
  stop.abort(new Error("cancelled"));
}

/** Cancels all work and leaves, after `grace` ms at the latest. Local commands go on without the plugin. */
export function leave(): void {
  end.abort(new Error("the engine is gone"));
  cancelAll();
  setTimeout(() => process.exit(1), grace);
  void settled().then(() => process.exit(1));
}

const running = new Set<Promise<unknown>>();

/** Registers work that `leave` waits for. */
export function track<T>(work: Promise<T>): Promise<T> {
  running.add(work);
  const done = () => running.delete(work);
  work.then(done, done);
  return work;
}

async function settled(): Promise<void> {
  await Promise.allSettled([...running]);
}

/** Leaves on SIGINT and SIGTERM, and when the process that started us is gone. */
export function watchParent(): void {
  process.on("SIGINT", leave);
  process.on("SIGTERM", leave);
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !stopping.aborted) leave();
  }, watchEvery);
}
