import { freeTier } from "./limits";

/** A1 machine by its size. */
interface Size {
  readonly ocpus: number;
  readonly memoryGb: number;
}

/**
 * Hours for which a second A1 machine of the same size is free this month, beside the first, which runs all of it. The free tier counts hours
 * (1,500 OCPU and 9,000 GB hours a month), and a month has 672 to 744; a pay-as-you-go account has them all, a free one is held to the
 * limit at each moment. Pure.
 * @param days of the month
 */
export function spareHours({ ocpus, memoryGb }: Size, days: number): number {
  const hours = days * 24;
  const cores = (freeTier.armOcpuHours - ocpus * hours) / ocpus;
  const memory = (freeTier.armGbHours - memoryGb * hours) / memoryGb;
  return Math.max(0, Math.floor(Math.min(cores, memory, hours)));
}

/** Days of a date's month, as Oracle bills: by UTC. Pure. */
export const daysOf = (date: Date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();

/** What is said of a rebuild or a move for which the limits of a free account have no room. Pure. */
export function spareText(size: Size, now: Date): string {
  const hours = spareHours(size, daysOf(now));
  const end = `${size.ocpus} OCPU and ${size.memoryGb} GB`;
  return hours >= 1
    ? `On a pay-as-you-go account a second machine of ${end} is free for ${hours} hours this month: a move by a second stack fits into that.`
    : `Even on a pay-as-you-go account a second machine of ${end} is not free for an hour this month.`;
}
