import { activityType, allowedAttempts, weightedSteps, type WorkflowContract } from '../../../workers/kit/contract.ts';
import type { ActivityProgress } from '../../../workers/kit/wire/heartbeat.ts';
import type { Preview } from '../../../workers/kit/wire/preview.ts';
import type { RunCounts } from '../../../workers/kit/wire/memo.ts';
import { isClosed, type RunStatus } from '../runs/status.ts';
import { countedSoFar, fractionOf } from './fraction.ts';

/** One activity that is running or waiting for its next attempt. */
export interface RunningActivity extends ActivityProgress {
  activityId: string;
  /** The activity's name in its contract, or the Temporal activity type when it has none. */
  name: string;
  step: string | null;
  attempt: number;
  /** Failures that earlier attempts have reported; null where only Temporal counts. */
  failures: number | null;
  updatedAt: Date | null;
}

/** How far a run is. */
export interface Progress {
  /** 0-100; null while nothing is known. Of a workflow without a contract: how far the activities are that run now. */
  percent: number | null;
  step: string | null;
  message: string | null;
  done: number | null;
  total: number | null;
  unit: string | null;
  detail: unknown;
  /** The newest of what runs now; null when the run has ended, as it is deleted then. */
  preview: Preview | null;
  updatedAt: Date | null;
  /** Seconds left, see `createEstimate`; null while nobody watches, or there is too little to say. */
  etaSeconds: number | null;
  activities: RunningActivity[];
}

/** Which activity of a contract a Temporal activity type is. */
export function contractActivity(contract: WorkflowContract | undefined, type: string) {
  const found = Object.entries(contract?.activities ?? {}).find(
    ([name]) => contract && activityType(contract, name) === type,
  );
  return found
    ? { name: found[0], step: found[1].step, attempts: allowedAttempts(found[1]) }
    : { name: type, step: null, attempts: null };
}

interface ProgressSources {
  contract: WorkflowContract | undefined;
  status: RunStatus;
  /** The step in the run's memo. */
  step: string | null;
  /** What the step has planned and counted. */
  counts: RunCounts | null;
  activities: RunningActivity[];
  updatedAt: Date | null;
}

/** One progress of a run, from its step and its running activities. */
export function progressOf({ contract, status, step, counts, activities, updatedAt }: ProgressSources): Progress {
  // A fan-out has several; the one that spoke last speaks for the run.
  const speaker = activities.toSorted((a, b) => (b.updatedAt?.getTime() ?? 0) - (a.updatedAt?.getTime() ?? 0))[0];
  const current = contract ? activities.filter((activity) => activity.step === step) : activities;
  const fraction = fractionOf(current, counts);
  return {
    percent: status === 'COMPLETED' ? 100 : percentOf(contract, step, fraction),
    step,
    message: speaker?.message ?? null,
    done: counts ? countedSoFar(current, counts) : (speaker?.done ?? null),
    total: counts?.total ?? speaker?.total ?? null,
    unit: counts ? (counts.unit ?? 'items') : (speaker?.unit ?? null),
    detail: speaker?.detail ?? null,
    preview: isClosed(status) ? null : newestPreview(activities),
    updatedAt: later(speaker?.updatedAt ?? null, updatedAt),
    etaSeconds: null,
    activities,
  };
}

/** Not that of who spoke last: several that speak in turns would make a client show now one picture, now another. */
const newestPreview = (activities: readonly RunningActivity[]): Preview | null =>
  activities.flatMap(({ preview }) => preview ?? []).toSorted((a, b) => b.at - a.at)[0] ?? null;

/**
 * The weights of the steps before the current one, plus the current one's by the fraction of it that is done. Without a
 * contract, the mean of what runs now; who says nothing of an amount counts as nothing done.
 */
function percentOf(contract: WorkflowContract | undefined, step: string | null, fraction: number | null) {
  if (!contract) return fraction === null ? null : rounded(fraction);
  const steps = weightedSteps(contract.steps);
  const at = steps.findIndex(({ name }) => name === step);
  const sum = (weights: typeof steps) => weights.reduce((total, { weight }) => total + weight, 0);
  const current = (steps[at]?.weight ?? 0) * (fraction ?? 0);
  return rounded((sum(steps.slice(0, Math.max(at, 0))) + current) / (sum(steps) || 1));
}

const later = (a: Date | null, b: Date | null) => (a && b ? (a > b ? a : b) : (a ?? b));

/** To a tenth of a percent, so that a state that looks the same is the same. */
const rounded = (fraction: number) => Math.round(Math.min(1, fraction) * 1000) / 10;
