import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, rmdir } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { ScratchFullError } from '../errors.ts';

/** Folders of this machine; several containers may share the disk, and number their processes alike. */
const ours = `tempograph-${hostname().replace(/[^\w.-]/g, '')}-`;
/** A process that was killed may have had the number that this one has now. */
const mine = `${ours}${process.pid}-${randomBytes(4).toString('hex')}`;

/**
 * Works with an empty folder that is gone afterwards, whatever happens. What killed processes have left is removed, too. Throws
 * ScratchFullError.
 */
export async function withScratch<T>(work: (folder: string) => Promise<T>, root = tmpdir()): Promise<T> {
  await removeLeftovers(root);
  const own = path.join(root, mine);
  try {
    const folder = await newFolder(own);
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      await rmdir(own).catch(unless('ENOTEMPTY', 'EEXIST', 'ENOENT')); // others of this process are at work in it
    }
  } catch (error) {
    throw isOfRoom(error) ? new ScratchFullError(error) : error;
  }
}

/** As files of ours say it, and as a program or a process does that writes there. */
const isOfRoom = (error: unknown) =>
  error instanceof Error &&
  (['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '') ||
    /no space left on device|disk quota exceeded/i.test(error.message));

async function newFolder(own: string): Promise<string> {
  for (;;) {
    await mkdir(own, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(path.join(own, 's-')).catch(unless('ENOENT')); // another has just been the last to leave
    if (folder !== undefined) return folder;
  }
}

const unless =
  (...codes: string[]) =>
  (error: unknown) => {
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return undefined;
  };

async function removeLeftovers(root: string): Promise<void> {
  const names = await readdir(root);
  const left = names.filter(
    (name) => name.startsWith(ours) && name !== mine && !runs(Number(/-(\d+)-\w+$/.exec(name)?.[1])),
  );
  await Promise.all(left.map((name) => rm(path.join(root, name), { recursive: true, force: true })));
}

/** Whether another process has that number. */
function runs(pid: number): boolean {
  if (!Number.isInteger(pid) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
