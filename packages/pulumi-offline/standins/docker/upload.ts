import type { Container } from "dockerode";
import type { Plain } from "../provider/values";
import { step } from "./engine";

const mode = (upload: Plain): number =>
  upload["permissions"] ? Number.parseInt(upload["permissions"], 8) : upload["executable"] ? 0o744 : 0o644;

/** Puts files into a container that has not started yet. @throws Error unless each has exactly one content. */
export async function uploadFiles(container: Container, uploads: Plain[]): Promise<void> {
  if (uploads.length === 0) return;
  const { pack } = await import("tar-stream");
  const archive = pack();
  for (const upload of uploads) {
    const { content, contentBase64, file } = upload;
    if ((content === undefined) === (contentBase64 === undefined)) {
      throw new Error(`upload of ${file}: exactly one of content and contentBase64 must be set`);
    }
    const bytes = content === undefined ? Buffer.from(contentBase64, "base64") : Buffer.from(content);
    archive.entry({ name: file, mode: mode(upload) }, bytes);
  }
  archive.finalize();
  await step("Unable to upload volume content", () => container.putArchive(archive, { path: "/" }));
}
