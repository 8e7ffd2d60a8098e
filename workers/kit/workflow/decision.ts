import { ApplicationFailure, CancellationScope, condition, defineSignal, log, setHandler } from '@temporalio/workflow';
import type * as z from 'zod';
import type { DecisionContract } from '../contract.ts';
import { milliseconds, type Duration } from '../duration.ts';
import {
  decisionActivities,
  decisionAnswer,
  decisionSignal,
  longestShow,
  type DecisionAnswer,
  type DecisionPlace,
  type DecisionQuestion,
} from '../wire/decision.ts';
import { ownLabels } from './labels.ts';
import { parse } from './parse.ts';
import { resetMark } from './reset-mark.ts';
import { schedule } from './schedule.ts';

type Choice<D extends DecisionContract> = D['choices'][number];

/** What people are asked: what they are shown, and until when. */
export interface DecisionRequest<D extends DecisionContract> {
  /** What they have to see to decide. */
  show: z.input<D['show']>;
  /** How long they have. Default: as long as the run goes on. */
  deadline?: Duration;
  /** What counts as the answer when nobody has decided by the deadline. Default: the run fails with DECISION_NOT_MADE. */
  onDeadline?: Choice<D>;
}

/** What was decided. */
export interface Decision<D extends DecisionContract> {
  choice: Choice<D>;
  /** What was changed with the answer; null when nothing was. */
  edits: z.output<NonNullable<D['edit']>> | null;
  /** Who decided: `key:`, `token:` or `link:` and an id, or `anyone`. Null when the deadline did. */
  by: string | null;
  comment: string | null;
}

/** Asks people. Their answers come by signal, so they are kept also while no worker runs. */
export interface Decisions {
  ask<D extends DecisionContract>(
    name: string,
    contract: D,
    request: DecisionRequest<D>,
    capRun?: string | null,
  ): Promise<Decision<D>>;
  /** Takes back what is still asked, as the run ends and nobody waits for the answer. */
  close(): Promise<void>;
}

const { open, expire, close } = decisionActivities;

/** Call it before anything is awaited: what listens for answers has to be there from the beginning. */
export function createDecisions(): Decisions {
  const openDecision = schedule(open.type, open) as (question: DecisionQuestion) => Promise<{ id: string }>;
  const expireDecision = schedule(expire.type, expire) as (what: { id: string }) => Promise<DecisionAnswer | null>;
  const closeDecisions = schedule(close.type, close) as (what: { places: DecisionPlace[] }) => Promise<void>;
  const answers = new Map<string, DecisionAnswer>();
  const asked = new Map<string, number>();
  const unsettled = new Set<DecisionPlace>();

  setHandler(defineSignal<[unknown]>(decisionSignal), (message) => {
    const { data } = decisionAnswer.safeParse(message);
    if (data) answers.set(data.id, data);
    else log.warn('a signal for decisions is none of ours');
  });

  const placeOf = (name: string): DecisionPlace => {
    const sequence = asked.get(name) ?? 0;
    asked.set(name, sequence + 1);
    return { name, sequence };
  };

  /** A run that was reset while it waited asks again: what was decided before does not hold for it. */
  async function answerTo(question: Omit<DecisionQuestion, 'deadline'>, deadline?: Duration): Promise<DecisionAnswer> {
    for (;;) {
      const before = resetMark();
      const wasReset = () => resetMark() !== before;
      const until = deadline === undefined ? null : Date.now() + milliseconds(deadline);
      const { id } = await openDecision({
        ...question,
        deadline: until === null ? null : new Date(until).toISOString(),
      });
      const settled = () => answers.has(id) || wasReset();
      if (until === null) await condition(settled);
      else await condition(settled, Math.max(1, until - Date.now()));
      const answer = wasReset() ? null : (answers.get(id) ?? (await expireDecision({ id })));
      if (answer && !wasReset()) return answer;
    }
  }

  const closeAll = async (places: DecisionPlace[]) => {
    if (places.length === 0) return;
    for (const place of places) unsettled.delete(place);
    await CancellationScope.nonCancellable(() => closeDecisions({ places }));
  };

  return {
    async ask(name, contract, { show, deadline, onDeadline }, capRun = null) {
      const place = placeOf(name);
      const shown = shownOf(name, contract, show);
      const question = {
        ...place,
        question: contract.question,
        choices: [...contract.choices],
        show: shown,
        onDeadline: onDeadline ?? null,
        capRun,
        labels: ownLabels(),
      };
      unsettled.add(place);
      try {
        const answer = await answerTo(question, deadline);
        unsettled.delete(place);
        return decisionOf(name, contract, answer);
      } catch (error) {
        if (unsettled.has(place)) await closeAll([place]).catch(notClosed);
        throw error;
      }
    },
    close: () => closeAll([...unsettled]).catch(notClosed),
  };
}

/** An API finds it later, as the run has ended. */
const notClosed = (error: unknown) => log.warn('a decision could not be closed', { error: String(error) });

/** As the author wrote it, once it fits. */
function shownOf(name: string, contract: DecisionContract, show: unknown): Record<string, unknown> {
  parse(contract.show, show, 'INVALID_OUTPUT', `what ${name} shows`);
  const { length } = JSON.stringify(show);
  if (length <= longestShow) return show as Record<string, unknown>;
  throw ApplicationFailure.create({
    type: 'INVALID_OUTPUT',
    message: `what ${name} shows is ${length} characters long, where ${longestShow} are allowed: store it, and show a reference.`,
    nonRetryable: true,
  });
}

function decisionOf<D extends DecisionContract>(
  name: string,
  contract: D,
  { choice, edits, by, comment }: DecisionAnswer,
): Decision<D> {
  if (choice === null || !contract.choices.includes(choice)) {
    const message =
      choice === null ? `Nobody decided "${name}" in time.` : `"${name}" has no choice ${choice} any more.`;
    throw ApplicationFailure.create({ type: 'DECISION_NOT_MADE', message, nonRetryable: true });
  }
  const changed =
    contract.edit && edits != null ? parse(contract.edit, edits, 'INVALID_INPUT', `edits of ${name}`) : null;
  return { choice, edits: changed as Decision<D>['edits'], by, comment };
}
