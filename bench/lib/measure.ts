import os from 'node:os';

export const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
export const p95 = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;
export const rounded = (value: number, digits = 2) => Number(value.toFixed(digits));

/** Does `total` pieces of work, `atOnce` at a time; returns each one's milliseconds and the pieces per second. */
export async function drive(total: number, atOnce: number, work: (index: number) => Promise<unknown>) {
  const times: number[] = [];
  let next = 0;
  const started = performance.now();
  const lane = async () => {
    while (next < total) {
      const index = next++;
      const begun = performance.now();
      await work(index);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { times, rate: (total / (performance.now() - started)) * 1000 };
}

/** A benchmark's last line. */
export function report(result: { name: string; ours: number; peer: number; ratio: number; [more: string]: unknown }) {
  const conditions = `${os.availableParallelism()} cores, Node ${process.versions.node}, everything on one machine`;
  console.log(JSON.stringify({ ...result, conditions }));
}
