import { bundleWorkflowCode, type BundleOptions } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { moduleUrl } from '../src/platform/module-url.ts';
import type { BundleAnswer } from './bundle.ts';

/** What every workflow of the kit runs with; replays need it too. */
const kit = {
  workflowInterceptorModules: [fileURLToPath(moduleUrl('./kit/workflow/interceptors', import.meta.url))],
  failureConverterPath: fileURLToPath(moduleUrl('./kit/workflow/failure-converter', import.meta.url)),
};

async function bundle(workflowsPath: string): Promise<BundleAnswer> {
  // Webpack says what is wrong only to the logger, and besides that a page of statistics.
  let said = '';
  const logger = { ...quiet, error: (output: string) => void (said = output) };
  try {
    const built = await bundleWorkflowCode({ workflowsPath, ...kit, logger, webpackConfigHook: withoutSources });
    return { bundle: { ...built, code: inOneByte(built.code) } };
  } catch (error) {
    const reasons = said.slice(Math.max(0, said.indexOf('ERROR in')));
    return { failed: `${error instanceof Error ? error.message : String(error)}\n${reasons}` };
  }
}

/** Every thread that runs workflows would keep the text of all their modules beside the map, twice: 4 MB, for nobody. */
const withoutSources: BundleOptions['webpackConfigHook'] = (config) => ({
  ...config,
  devtool: 'inline-nosources-source-map',
});

/**
 * The same code without a character of more than a byte: a single dash in a comment has V8 keep two bytes for each character there
 * is, 2 MB more for each queue of a worker. A character that was escaped without need is so no more, as it would be a backslash.
 */
const inOneByte = (code: string) =>
  code.replaceAll(/(\\*)([\u0100-\uffff])/g, (_, escapes: string, character: string) => {
    const kept = escapes.slice(escapes.length % 2);
    return `${kept}\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });

const ignore = () => undefined;
const quiet = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

// Asked for by workers/bundle.ts: the path of the workflows comes as argument, the answer goes to the parent.
process.send!(await bundle(process.argv[2] ?? ''), () => process.disconnect());
