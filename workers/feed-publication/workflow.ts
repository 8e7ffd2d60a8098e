import { CancellationScope } from '@temporalio/workflow';
import type * as z from 'zod';
import { implementWorkflow, type WorkflowContext } from '../kit/workflow.ts';
import { feedPublication } from './contract.ts';
import { agree } from './workflow/agree.ts';
import { publish } from './workflow/publish.ts';

type Context = WorkflowContext<typeof feedPublication>;
type Result = z.output<(typeof feedPublication)['result']>;

/** Failures that would come again with the same photo. */
const mayBeOfPhoto: ReadonlySet<string> = new Set([
  'PHOTO_UNREADABLE',
  'PHOTO_UNFIT',
  'CAPTION_UNFIT',
  'NOT_PUBLISHED',
  'REQUEST_REFUSED',
  'MODERATION_BLOCKED',
  'ANSWER_REFUSED',
  'ANSWER_TRUNCATED',
  'ANSWER_INVALID',
]);

export const feedPublicationWorkflow = implementWorkflow(feedPublication, async (context) => {
  const { input, activities, cleanup } = context;
  let result: Result | null = null;
  cleanup(async (failure) => {
    await activities.report({ brand: input.brand, outcome: result?.outcome ?? 'FAILED', failure });
  });
  result = await post(context);
  return result;
});

async function post(context: Context): Promise<Result> {
  const { input, activities, cleanup } = context;
  const { brand, photo } = await activities.reserve(input);
  let rejected = false;
  cleanup(async (failure) => {
    const passedOver = rejected || (failure !== null && mayBeOfPhoto.has(failure.code));
    await activities.release({ passedOver }); // what may have gone out keeps its photo
    await activities.discard();
  });
  const seen = await activities.look({ brand, photo });
  const { draft, findings, approved } = await agree(context, { brand, photo, seen });
  const told = { photo: photo.source, findings };
  rejected = !approved;
  if (rejected) return { ...told, outcome: 'REJECTED', prepared: [], posts: [] };

  const prepared = await activities.prepare({ brand, photo, draft });
  if (input.dryRun) return { ...told, outcome: 'DRY_RUN', prepared, posts: [] };

  const planned = await activities.plan({ brand, photo, draft, prepared });
  // From here on a run that is cancelled ends only when it is known what has gone out.
  const posts = await CancellationScope.nonCancellable(() => publishAll(context, planned));
  const live = posts.filter(({ state }) => state === 'LIVE');
  return { ...told, outcome: live.length === posts.length ? 'PUBLISHED' : 'PARTIAL', prepared, posts };
}

/** What becomes of one channel does not end the run while the other is under way. */
async function publishAll(context: Context, planned: Awaited<ReturnType<Context['activities']['plan']>>) {
  const { fail } = context;
  const ends = await Promise.allSettled(planned.map((publication) => publish(context, publication)));
  const posts = ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
  if (!posts.some(({ state }) => state === 'LIVE'))
    fail('NOT_PUBLISHED', posts.map(({ channel, message }) => `${channel}: ${message}`).join(' '));
  return posts;
}
