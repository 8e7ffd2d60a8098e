import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as contracts from '../../workers/contracts.ts';
import { bundleWorkflows } from '../../workers/bundle.ts';
import { DomainError } from '../errors.ts';
import { print, printError } from '../cli/terminal.ts';
import { dataDirOf } from '../local/data-dir.ts';
import { runningServers } from '../local/running-servers.ts';
import { processEnv, readSettings, SettingsError } from '../platform/env.ts';
import { readOptions, usage } from './options.ts';
import { runReplay } from './run-replay.ts';

/** Paths on the command line are those of the folder that npm was called in. */
const here = processEnv()['INIT_CWD'] ?? process.cwd();
const recorded = fileURLToPath(new URL('../../workers', import.meta.url));

/** A Temporal that nobody has named is that of the `npm start` that runs, as for `npx tempograph`. */
function environment(): NodeJS.ProcessEnv {
  const env = processEnv();
  const named = env['TEMPORAL_ADDRESS'] || env['TEMPORAL_PROFILE'] || env['TEMPORAL_CONFIG_FILE'];
  return named ? env : { ...env, ...runningServers(dataDirOf(env)) };
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), Object.keys(contracts));
  if (typeof options === 'string') {
    printError(`${options}\n\n${usage}`);
    return 2;
  }
  if (options.from === 'help') {
    print(usage);
    return 0;
  }
  const settings = readSettings(environment());
  const { workflowBundle } = settings.worker;
  // In a checkout the code is what counts, whatever an environment names that was built before.
  const built = import.meta.url.endsWith('.js') ? workflowBundle : undefined;
  const bundle = built ? { codePath: built } : await bundleWorkflows();
  const paths = 'paths' in options ? options.paths.map((one) => path.resolve(here, one)) : [];
  return runReplay('paths' in options ? { ...options, paths: paths.length > 0 ? paths : [recorded] } : options, {
    settings,
    bundle,
    print,
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  const foreseen = error instanceof SettingsError || error instanceof DomainError;
  printError(foreseen ? error.message : String((error as Error).stack ?? error));
  process.exitCode = 1;
}
