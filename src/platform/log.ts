import { pino } from 'pino';

/** The part of a logger the product uses: structured fields first, then a sentence. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** The same logger with these fields in every line. */
  child(fields: object): Log;
}

/** JSON lines to standard output, or to `destination`: a file, or what is open under a number. Credentials that end up in a field are blanked. */
export function createLog(level: string, destination: string | number = 1): Log {
  return pino(
    {
      level,
      redact: { paths: ['*.authorization', '*.password', '*.apiKey', '*.secretAccessKey'], censor: '[hidden]' },
    },
    pino.destination({ dest: destination, sync: typeof destination === 'number', mkdir: true }),
  );
}
