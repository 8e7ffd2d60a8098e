import { plain } from './plain.ts';

/** The only place in `src` that writes to the terminal: everything else goes to the log. */
export const print = (line = ''): void => void process.stdout.write(`${line}\n`);

/** For programs: one value a line. */
export const printJson = (value: unknown): void => print(JSON.stringify(value));

/** For what went wrong, in sentences. Some are of others, such as what a run failed with: no terminal obeys them. */
export const printError = (lines: string): void =>
  void process.stderr.write(`${lines.split('\n').map(plain).join('\n')}\n`);
