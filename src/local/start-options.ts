import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { StartFailure } from './start-failure.ts';

/** What `npm start -- ...` was asked for. Paths are absolute. */
export interface StartOptions {
  help: boolean;
  once: boolean;
  demo: boolean;
  /** Models and Meta are played by servers of our own. */
  fakeAi: boolean;
  image: string | null;
  out: string | null;
}

export const usage = `Usage: npm start -- [options]

Starts Tempograph with its own Temporal and S3 servers, enhances a photo, and keeps serving.

  --image FILE   enhance this photo instead of the one that comes with the demo
  --out FILE     put the result there
  --once         end after the demo; the exit code tells whether it worked
  --no-demo      only serve
  --fake-ai      play the models that it would ask, and Meta: for trying things without keys
  --help         this text

Environment: PORT (4000), HOST (127.0.0.1), DATA_DIR (.tempograph), and those in .env.example.`;

const wrong = (message: string) => new StartFailure(message, 2);

/** Reads the command line; what does not make sense is one sentence and exit code 2. */
export function readStartOptions(args: readonly string[], cwd: string): StartOptions {
  const { help, once, image, out, ...rest } = parse(args);
  const demo = !rest['no-demo'];
  if (!demo && (once || image || out)) {
    throw wrong('--no-demo leaves nothing to do for --once, --image and --out: give one or the other.');
  }
  return {
    help: help ?? false,
    once: once ?? false,
    demo,
    fakeAi: rest['fake-ai'] ?? false,
    image: image === undefined ? null : readable(path.resolve(cwd, image)),
    out: out === undefined ? null : writable(path.resolve(cwd, out)),
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        once: { type: 'boolean' },
        image: { type: 'string' },
        out: { type: 'string' },
        'no-demo': { type: 'boolean' },
        'fake-ai': { type: 'boolean' },
      },
    });
    return values;
  } catch (error) {
    throw wrong(`${error instanceof Error ? error.message : String(error)} (npm start -- --help shows the options)`);
  }
}

function readable(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) throw wrong(`There is no file ${file}.`);
  if (!stat.isFile()) throw wrong(`${file} is not a file.`);
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new StartFailure(`${file} may not be read by this user.`, 2, { cause: error });
  }
  return file;
}

function writable(file: string): string {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw wrong(`--out ${file} is a folder, not a file.`);
  return file;
}
