import type { FlightImage, ImageProblem } from '../manifest.ts';

/** What is wrong with an image beside the others. */
export type Finding = readonly [image: FlightImage, code: ImageProblem['code'], message: string];

/** Writes findings into the problems of their images, where each code is once. */
export function note(findings: readonly Finding[]): void {
  for (const [{ problems }, code, message] of findings) {
    if (!problems.some((problem) => problem.code === code)) problems.push({ code, message: message.slice(0, 500) });
  }
}

/** The name of an image for people: without its folders. */
export const nameOf = ({ key }: { key: string }) => key.slice(key.lastIndexOf('/') + 1);
