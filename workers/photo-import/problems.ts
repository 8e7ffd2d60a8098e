import type { RejectionCode } from '../../src/platform/images/rejection.ts';
import type { PhotoProblem } from '../../src/services/photos/photo.ts';

type Problem = Omit<PhotoProblem, 'channel'>;
const channels = ['FACEBOOK', 'INSTAGRAM'] as const;

const leastWidth = 320;
/** How wide pictures are for their height. A channel with a range shows others cut, or on a ground. */
const shapes = { narrowest: 4 / 5, widest: 1.91 };
/** What may be cut away, or be empty: half of it. */
const most = 2;

const atAll = (problem: Problem): PhotoProblem[] => channels.map((channel) => ({ channel, ...problem }));

/** What is wrong with a picture of this size that cutting, padding and writing it anew do not mend. */
export function problemsOf({ width, height }: { width: number; height: number }): PhotoProblem[] {
  const size = `It has ${width} x ${height} pixels`;
  if (width < leastWidth) {
    return atAll({ code: 'TOO_SMALL', message: `${size}; less than ${leastWidth} wide, nobody would see much.` });
  }
  const shape = width / height;
  if (shape >= shapes.narrowest / most && shape <= shapes.widest * most) return [];
  const message = `${size}: more than half of it would be cut away, or be empty.`;
  return [{ channel: 'INSTAGRAM', code: 'TOO_LONG', message }];
}

/** What is wrong with a file that was refused. */
export const rejected = (code: RejectionCode, message: string) =>
  atAll({ code: code === 'IMAGE_TOO_LARGE' ? 'TOO_LARGE' : 'UNREADABLE', message });
