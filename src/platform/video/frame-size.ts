import type { MediaInformation } from './media-information.ts';
import type { Operation } from './operation.ts';
import { mostPixels } from './limits.ts';

export interface Size {
  width: number;
  height: number;
}

/** How large frames are before the first operation: upright, with square pixels. */
export const frameSize = ({ video: { width, height } }: MediaInformation): Size => ({ width, height });

/** The filter that makes pixels square, where they are not. */
export const squareFilter = ({ video }: MediaInformation): string | null =>
  video.pixelAspect.numerator === video.pixelAspect.denominator
    ? null
    : `scale=${video.width}:${video.height},setsar=1`;

/** How large frames are after each of the operations; a sentence for people where one cannot be done. */
export function sizeAfter(operations: readonly Operation[], start: Size): Size | string {
  let size = start;
  for (const [index, operation] of operations.entries()) {
    const next = after(operation, size);
    if (next === null)
      return `operations.${index}: nothing of the picture is left, as it is ${size.width} x ${size.height} by then.`;
    if (next.width * next.height > mostPixels)
      return `operations.${index}: the picture would be ${next.width} x ${next.height}; at most ${mostPixels} pixels are made.`;
    size = next;
  }
  return size;
}

function after(operation: Operation, { width, height }: Size): Size | null {
  switch (operation.kind) {
    case 'RESIZE':
      return resized(operation, { width, height });
    case 'CROP': {
      const left = Math.min(operation.width, width - operation.x);
      const top = Math.min(operation.height, height - operation.y);
      return left > 0 && top > 0 ? { width: left, height: top } : null;
    }
    default:
      return { width, height };
  }
}

function resized(to: Extract<Operation, { kind: 'RESIZE' }>, { width, height }: Size): Size {
  const byWidth = to.width === undefined ? Infinity : to.width / width;
  const byHeight = to.height === undefined ? Infinity : to.height / height;
  const scale = to.fit === 'INSIDE' ? Math.min(1, byWidth, byHeight) : Math.min(byWidth, byHeight);
  if (!Number.isFinite(scale)) return { width, height };
  const follow = (length: number) => Math.max(1, Math.round(length * scale));
  if (to.fit === 'INSIDE') return { width: follow(width), height: follow(height) };
  return { width: to.width ?? follow(width), height: to.height ?? follow(height) };
}
