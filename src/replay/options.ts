import { parseArgs } from 'node:util';

export const usage = `Usage: npm run replay -- [file or folder ...]
       npm run replay -- --from-server [--last 500] [--workflow name]

Runs the workflow code of this checkout against histories, and ends with 1 when it would not go on with one of them.
Files and folders: histories as JSON. Default: those recorded in workers/.
--from-server: the newest of the Temporal that TEMPORAL_ADDRESS and its like name, else of an "npm start" that runs here.
--last:        so many of them at most.
--workflow:    only of this workflow, with its batches and backfills; may be given several times.`;

export type ReplayOptions =
  { from: 'help' } | { from: 'files'; paths: string[] } | { from: 'server'; last: number; workflows: string[] };

/** What the command line asks for; a text that says what is wrong with it. */
export function readOptions(args: readonly string[], known: readonly string[]): ReplayOptions | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean' },
        'from-server': { type: 'boolean' },
        last: { type: 'string' },
        workflow: { type: 'string', multiple: true },
      },
    });
    if (values.help) return { from: 'help' };
    if (!values['from-server']) {
      if (values.last !== undefined || values.workflow) return '--last and --workflow go with --from-server.';
      return { from: 'files', paths: positionals };
    }
    if (positionals.length > 0) return '--from-server takes no files.';
    const last = Number(values.last ?? 500);
    if (!Number.isInteger(last) || last < 1) return '--last: Must be a whole number from 1.';
    const unknown = values.workflow?.find((name) => !known.includes(name));
    if (unknown !== undefined) return `--workflow: There is no ${unknown}. There are: ${known.join(', ')}.`;
    return { from: 'server', last, workflows: values.workflow ?? [...known] };
  } catch (error) {
    return error instanceof Error ? error.message : String(error); // an option that there is not
  }
}
