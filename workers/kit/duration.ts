type Unit = 'second' | 'minute' | 'hour' | 'day';
/** A length of time in words: `'10 seconds'`, `'1 day'`. */
export type Duration = `${number} ${Unit}${'' | 's'}`;

const unitMs: Record<Unit, number> = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** A duration in milliseconds. */
export function milliseconds(duration: Duration): number {
  const [amount, unit] = duration.split(' ') as [string, string];
  return Number(amount) * unitMs[unit.replace(/s$/, '') as Unit];
}
