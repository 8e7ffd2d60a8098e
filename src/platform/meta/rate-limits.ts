import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';

/** `X-Business-Use-Case-Usage`: by the id of a business, what it has used of each of its limits. Times are minutes. */
const businessUsage = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: z.number().optional() })),
);

/** How long they want to be left alone, in milliseconds; null: they do not say. */
export function waitIn(headers: IncomingHttpHeaders): number | null {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  const minutes = Object.values(parsed(headers['x-business-use-case-usage']))
    .flat()
    .map(({ estimated_time_to_regain_access: regained = 0 }) => regained);
  const waits = [seconds * 1000, ...minutes.map((each) => each * 60_000)].filter((wait) => wait > 0);
  return waits.length > 0 ? Math.max(...waits) : null;
}

function parsed(header: string | string[] | undefined): z.infer<typeof businessUsage> {
  try {
    return businessUsage.safeParse(JSON.parse(String(header ?? '{}'))).data ?? {};
  } catch {
    return {}; // it only helps, and is missing most of the time
  }
}
