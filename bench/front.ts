import { measureFront } from "./front/measure";
import { writeReport } from "./front/report";

/** Measures what readers get, and writes the figures into the docs. */
export async function front() {
  const result = await measureFront();
  writeReport(result);
  return result;
}
