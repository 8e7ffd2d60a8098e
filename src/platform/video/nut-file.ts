import { open } from 'node:fs/promises';

const indexStart = Buffer.from('4e58dd672f23e64e', 'hex');
/** At the very end: how long the index is, in 8 bytes, and a checksum. */
const endBytes = 12;

/** Whether a file of ffmpeg's NUT has its end, an index. When a disk is full ffmpeg may leave the last of a file out, and not say so. */
export async function hasNutEnd(file: string, bytes: number): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer: end, bytesRead } = await handle.read(
      Buffer.alloc(endBytes),
      0,
      endBytes,
      Math.max(0, bytes - endBytes),
    );
    if (bytesRead < endBytes) return false;
    const index = bytes - Number(end.readBigUInt64BE());
    if (index < 0) return false;
    const { buffer: start } = await handle.read(Buffer.alloc(indexStart.length), 0, indexStart.length, index);
    return start.equals(indexStart);
  } finally {
    await handle.close();
  }
}
