/** The only place in `src` that writes to the terminal: everything else goes to the log. */
export const print = (line = ''): void => void process.stdout.write(`${line}\n`);

/** For programs: one value a line. */
export const printJson = (value: unknown): void => print(JSON.stringify(value));

/** For what went wrong, one sentence. */
export const printError = (line: string): void => void process.stderr.write(`${line}\n`);
