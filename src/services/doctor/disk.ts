import { statfs } from 'node:fs/promises';
import { failed, ok, warning, type Check, type Found } from './finding.ts';

const gb = 1_000_000_000;
/** A video that is worked on, or a day of a database. */
const usualLimits = { few: 5 * gb, none: 0.5 * gb };

/** Whether there is room for what is kept here, and for what is worked on. */
export const checkDisk = (folders: readonly string[], limits = usualLimits): Check => ({
  name: 'disk',
  todo: 'See that the folder is there and may be read: DATA_DIR and TMPDIR name them.',
  async run() {
    const free = await Promise.all(
      folders.map(async (folder) => {
        const { bavail, blocks, bsize } = await statfs(folder);
        return { folder, bytes: bavail * bsize, share: blocks > 0 ? bavail / blocks : 0 };
      }),
    );
    const measured = free
      .map(
        ({ folder, bytes, share }) => `${(bytes / gb).toFixed(1)} GB free (${Math.round(share * 100)} %) at ${folder}`,
      )
      .join(', ');
    const least = Math.min(...free.map(({ bytes }) => bytes));
    return judge(measured, least, limits);
  },
});

function judge(measured: string, least: number, { few, none }: typeof usualLimits): Found {
  if (least >= few) return ok(measured);
  const todo = 'Make room, or give it a larger disk.';
  return least < none ? failed(measured, todo) : warning(measured, todo);
}
