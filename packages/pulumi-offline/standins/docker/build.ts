import type Docker from "dockerode";
import type { Call } from "../provider/resource";
import type { Plain } from "../provider/values";
import { packContext } from "./context";
import { step } from "./engine";

/** Lines of build output that an error carries. */
const tail = 40;

/** One message of Docker's build or pull stream. */
interface Progress {
  stream?: string;
  status?: string;
  id?: string;
  error?: string;
}

/** Follows a build or pull to its end. @throws Error with Docker's own text and the last lines before it. */
export async function follow(engine: Docker, call: Call, stream: NodeJS.ReadableStream): Promise<void> {
  const lines: string[] = [];
  let failure: string | undefined;
  const take = (progress: Progress) => {
    failure ??= progress.error;
    const text = progress.stream ?? [progress.id, progress.status].filter(Boolean).join(": ");
    for (const line of text.split("\n").filter((part) => part.trim() !== "")) {
      lines.push(line);
      call.status(line);
    }
  };
  const abort = () => (stream as unknown as { destroy(): void }).destroy();
  call.signal.addEventListener("abort", abort);
  const ended = await new Promise<Error | null>((done) => {
    stream.on("close", () => done(call.signal.aborted ? new Error("context canceled") : null));
    engine.modem.followProgress(stream, done, take);
  });
  call.signal.removeEventListener("abort", abort);
  const reason = failure ?? ended?.message;
  if (reason === undefined) return;
  throw new Error(lines.length > 0 ? `${reason}\n\n${lines.slice(-tail).join("\n")}` : reason);
}

export const buildShape = {
  context: true,
  dockerfile: true,
  tags: true,
  label: true,
  labels: true,
  buildArgs: true,
  remove: true,
  forceRemove: true,
  noCache: true,
  target: true,
  networkMode: true,
  platform: true,
  pullParent: true,
  useLegacyBuilder: true,
} as const;

/** Builds with the classic builder, which every engine has. */
export async function build(engine: Docker, call: Call, name: string, inputs: Plain): Promise<void> {
  await step(`Unable to build image ${name}`, async () => {
    const dockerfile: string = inputs["dockerfile"] ?? "Dockerfile";
    const stream = await engine.buildImage(await packContext(inputs["context"], dockerfile), {
      t: [name, ...(inputs["tags"] ?? [])] as unknown as string,
      dockerfile,
      buildargs: inputs["buildArgs"] ?? {},
      labels: { ...inputs["label"], ...inputs["labels"] },
      rm: inputs["remove"] ?? true,
      forcerm: inputs["forceRemove"] ?? false,
      nocache: inputs["noCache"] ?? false,
      pull: (inputs["pullParent"] ?? false) ? "true" : undefined,
      version: "1",
      abortSignal: call.signal,
      ...(inputs["target"] && { target: inputs["target"] }),
      ...(inputs["networkMode"] && { networkmode: inputs["networkMode"] }),
      ...(inputs["platform"] && { platform: inputs["platform"] }),
    } as unknown as Parameters<Docker["buildImage"]>[1]);
    await follow(engine, call, stream);
  });
}
