import { the } from "./server/the-server";

(the as any).site = { url: "http://localhost:8080" };
await import("./server/readers");
await import("./server/pages");
