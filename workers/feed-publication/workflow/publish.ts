import { log, sleep } from '@temporalio/workflow';
import type { WorkflowContext } from '../../kit/workflow.ts';
import { publishWindow, type feedPublication } from '../contract.ts';

type Context = Pick<WorkflowContext<typeof feedPublication>, 'activities' | 'decision'>;
type Publication = Parameters<Context['activities']['publish']>[0];
type Outcome = Awaited<ReturnType<Context['activities']['outcome']>>;
type State = Awaited<ReturnType<Context['activities']['publish']>>['state'];

/** How often a channel is asked what became of a post, before a person is. */
const mostChecks = 5;
const checkPauseMs = 20_000;
/** How often a post is sent that is known not to have become public, before it is dropped. */
const mostRounds = 5;
const roundPauseMs = 10_000;

/** Publishes one post at its channel, and comes back once it is known to be public, or not to be. One that fails never fails the other. */
export async function publish(context: Context, publication: Publication): Promise<Outcome> {
  const { activities } = context;
  for (let round = 1; ; round++) {
    let waitMs = 0;
    let state = await staged(context, publication);
    if (state === 'PLANNED') ({ state, waitMs } = await attempt(context, publication));
    if (state === 'SENT') state = await reconcile(context, publication);
    if (state === 'PLANNED' && round >= mostRounds) {
      ({ state } = await activities.drop({ ...publication, why: `It was not taken ${mostRounds} times.` }));
    }
    while (state === 'UNCONFIRMED') {
      state = await ask(context, publication);
      round = 0; // what a person wants is tried as often again
    }
    if (state === 'LIVE' || state === 'FAILED') return activities.outcome(publication);
    if (round > 0) await sleep(Math.max(round * roundPauseMs, waitMs));
  }
}

/** What is made at the channel before anything is public. */
async function staged({ activities }: Context, publication: Publication): Promise<State> {
  try {
    return (await activities.stage(publication)).state;
  } catch (error) {
    const why = `It could not be brought to the channel: ${messageOf(error)}`;
    return (await activities.drop({ ...publication, why })).state;
  }
}

/** One attempt, and never a second for the same claim. */
async function attempt({ activities }: Context, publication: Publication): Promise<{ state: State; waitMs: number }> {
  try {
    return await activities.publish(publication);
  } catch (error) {
    log.warn('an attempt to publish has ended without saying what became of it', { error: String(error) });
    // A worker that is only cut off may still send, until its time is over.
    await sleep(publishWindow);
    return { state: 'SENT', waitMs: 0 };
  }
}

/** Asks the channel, until it is certain or has been asked often enough. */
async function reconcile({ activities }: Context, publication: Publication, checks = mostChecks): Promise<State> {
  for (let check = 1; ; check++) {
    const { state, againInMs } = await activities.reconcile(publication).catch((error: unknown) => {
      log.warn('it is not known what became of a post', { error: String(error) });
      return { state: 'SENT' as const, againInMs: checkPauseMs };
    });
    if (state !== 'SENT') return state;
    if (check === checks) return 'UNCONFIRMED';
    await sleep(againInMs);
  }
}

/** Nobody knows: a person looks. */
async function ask(context: Context, publication: Publication): Promise<State> {
  const { activities, decision } = context;
  const { state, attempts, ...shown } = await activities.giveUp(publication);
  if (state !== 'UNCONFIRMED') return state; // it was settled meanwhile
  const { choice, edits, by } = await decision('unconfirmed', {
    show: { publication: publication.id, channel: publication.channel, ...shown },
  });
  if (choice === 'CHECK_AGAIN') {
    const found = await reconcile(context, publication, 1);
    if (found === 'UNCONFIRMED') await sleep(checkPauseMs); // however often people ask, the channel is asked so often
    return found;
  }
  const permalink = edits?.permalink ?? null;
  return (await activities.settle({ ...publication, attempts, choice, permalink, by })).state;
}

const messageOf = (error: unknown) => {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error ? cause.message : String(error);
};
