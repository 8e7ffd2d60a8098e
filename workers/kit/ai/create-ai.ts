import { Context } from '@temporalio/activity';
import { fromUsd } from '../../../src/services/budgets/usd.ts';
import type { Ai } from '../ai.ts';
import { onBehalfOfLabel } from '../on-behalf-of.ts';
import { decodeLabel } from '../wire/label.ts';
import type { ActivityContext } from '../activity.ts';
import { currentAccount, firstRunId } from '../activity/run-identity.ts';
import { createCalls } from './call.ts';
import { embedTexts } from './embed.ts';
import { moderateText } from './moderate.ts';
import { makePicture } from './picture.ts';
import { generateText } from './text.ts';
import type { AiTools } from './tools.ts';

/** The activity that models are for. */
interface AiPlace extends Pick<ActivityContext, 'signal' | 'report' | 'preview' | 'workKey' | 'log'> {
  /** Its name in the contract. */
  activity: string;
  step: string;
}

/** The end users that a run, or one above it, is for. */
const usersOf = (labels: readonly string[]) =>
  [...new Set(labels)].map(decodeLabel).flatMap(({ key, value }) => (key === onBehalfOfLabel && value ? [value] : []));

/** Models for one attempt at an activity. */
export function createAi(
  tools: AiTools,
  { activity, step, ...place }: AiPlace,
): Ai & { close(problem?: string): Promise<void> } {
  const { info } = Context.current();
  const { labels, parents, link, task, cap } = currentAccount();
  const { runId, workflowId } = info.workflowExecution!;
  const { workflowType: workflow, activityType, activityId, attempt } = info as typeof info & { workflowType: string };
  const run = firstRunId();
  const { signal, log } = place;
  const shared = {
    run,
    workflowId,
    workflow,
    labels,
    task: `${link} ${task || activityId}`,
    execution: runId,
    attempt,
  };
  const calls = createCalls(tools, {
    origin: { ...shared, parents, step, activity },
    cap: cap && { run: cap.run, limit: fromUsd(cap.maxCostUsd), onLimit: cap.onMaxCost },
    quota: { users: usersOf(labels), ...tools.quotas },
    traced: { ...shared, activity: activityType, startedAt: new Date() },
    repeats: attempt > 1 || runId !== run || task !== '',
    signal,
    log,
  });
  return {
    generate: (request) => generateText(tools, calls, place, request),
    image: (request) => makePicture(tools, calls, place, request),
    embed: (request) => embedTexts(tools, calls, place, request),
    moderate: (request) => moderateText(tools, calls, place, request),
    close: calls.close,
  };
}
