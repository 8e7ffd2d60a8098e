/** The load: one activity that says something every 100 ms for 10 s. */
export const beats = { count: 100, everyMs: 100 };
export const loadMs = beats.count * beats.everyMs;

/** A clock that all processes of this machine share: milliseconds since it was started. */
export const sharedNow = () => Number(process.hrtime.bigint()) / 1e6;

export interface Beat {
  /** From 1. */
  number: number;
  /** When it was made, and when the first was due. */
  at: number;
  begun: number;
}

const filling = 'Somewhat more text, so that a beat has about two hundred bytes as those of real workers have. '.repeat(
  2,
);

/** A beat as a message for people, which every way of watching carries unchanged. */
export const encodeBeat = ({ number, at, begun }: Beat) =>
  `beat ${number} ${at.toFixed(3)} ${begun.toFixed(3)} ${filling}`.slice(0, 160);

const pattern = /beat (\d+) ([\d.]+) ([\d.]+)/;

/** Finds the beat in whatever was sent; null when there is none yet. */
export function decodeBeat(text: string): Beat | null {
  const found = pattern.exec(text);
  return found && { number: Number(found[1]), at: Number(found[2]), begun: Number(found[3]) };
}

/** Makes the beats from `begun` on, each when it is due, and returns when the last one's time is over. */
export async function makeBeats(
  begun: number,
  { count, everyMs }: typeof beats,
  say: (message: string, number: number) => void,
): Promise<void> {
  for (let number = 1; number <= count; number++) {
    await until(begun + (number - 1) * everyMs);
    say(encodeBeat({ number, at: sharedNow(), begun }), number);
  }
  await until(begun + count * everyMs);
}

export const until = (moment: number) =>
  new Promise<void>((resolve) => void setTimeout(resolve, Math.max(0, moment - sharedNow())));
