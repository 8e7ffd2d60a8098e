import type { Ratio } from './media-information.ts';

/**
 * Time in cells of 1/fps, counted from `origin`: frames are taken where a cell begins. Computed in the same steps here and in
 * ffmpeg, so that both come to the same of any time, however numbers are rounded.
 */
export function cellsOf(fps: number, timeBase: Ratio, origin: number) {
  const scale = 1_000_000;
  // Of what is less than one a second the period is the rounder number: one in ten minutes is 0.00166….
  const [above, below] = fps < 1 ? [scale, Math.round(scale / fps)] : [Math.round(fps * scale), scale];
  const rate = timeBase.numerator * above;
  const unit = timeBase.denominator * below;
  const common = greatestDivisor(rate, unit);
  const [times, by] = [rate / common, unit / common];
  return {
    of: (pts: number) => Math.floor(((pts - origin) * times) / by),
    /** As an expression of ffmpeg, of the time that `pts` stands for. */
    expression: (pts: string) => `floor((${pts}-(${origin}))*${times}/${by})`,
    /** The first tick of a cell. */
    begin: (cell: number) => origin + Math.ceil((cell * by) / times),
  };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
