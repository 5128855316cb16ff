/** States in which a thing is gone or going: it costs nothing and blocks nothing. */
const gone = new Set(["TERMINATED", "TERMINATING", "DELETED", "DELETING", "FAULTY"]);

export const isAlive = (thing: { readonly state?: string }) => !gone.has(thing.state ?? "");
