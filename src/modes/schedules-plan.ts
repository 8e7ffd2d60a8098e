import * as shipped from '../../workers/contracts.ts';
import type { Settings } from '../platform/env.ts';
import { createLog } from '../platform/log.ts';
import { readText } from '../services/schedules/declared/file-source.ts';
import { planInWords } from '../services/schedules/declared/plan-in-words.ts';
import { createSchedulerParts } from './scheduler-parts.ts';

/** RUN_MODE=scheduler with --dry-run: prints what would be done. Resolves to the exit code: 2 when there is something. */
export async function printPlan(settings: Settings): Promise<number> {
  const log = createLog(settings.logLevel, 2); // the plan has the standard output to itself
  const { path, read, plan, close } = createSchedulerParts(settings, log, shipped);
  try {
    const planned = await plan(read(await readText(path)));
    process.stdout.write(planInWords(planned));
    return planned.steps.length > 0 ? 2 : 0;
  } finally {
    await close();
  }
}
