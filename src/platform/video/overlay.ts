import path from 'node:path';
import sharp from 'sharp';
import { mostPixels } from './limits.ts';
import type { Operation } from './operation.ts';

/** The overlays of a chain as PNG of our own making, so that ffmpeg reads no picture of anybody else: arguments of its inputs. */
export async function overlayInputs(operations: readonly Operation[], scratch: string) {
  const args: string[] = [];
  const graph: string[] = [];
  const names = new Map<number, string>();
  for (const [index, operation] of operations.entries()) {
    if (operation.kind !== 'OVERLAY') continue;
    const file = path.join(scratch, `overlay-${index}.png`);
    const picture = sharp(operation.file, { limitInputPixels: mostPixels, pages: 1 }).autoOrient().ensureAlpha();
    if (operation.width !== null) picture.resize(operation.width);
    await picture.png({ compressionLevel: 1 }).toFile(file);
    const input = names.size + 1;
    args.push('-protocol_whitelist', 'file', '-f', 'png_pipe', '-i', file);
    names.set(index, `overlay${index}`);
    // Shown from before any frame on, and for ever, as the last picture of an input is.
    graph.push(`[${input}:0]format=rgba,colorchannelmixer=aa=${operation.opacity},setpts=-100000/TB[overlay${index}]`);
  }
  return { args, graph, nameOf: (index: number) => names.get(index)! };
}
