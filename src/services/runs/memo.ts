import { memoKey, type RunMemo } from '../../../workers/kit/wire/memo.ts';
import type { Temporal } from '../../platform/temporal.ts';
import type { ExecutionInfo } from './execution.ts';

/** The kit's memo; null for runs of other workers, or before the first step. */
export async function memoOf(
  { decode }: Pick<Temporal, 'decode'>,
  { memo: stored }: Pick<ExecutionInfo, 'memo'>,
): Promise<RunMemo | null> {
  const payload = stored?.fields?.[memoKey];
  const [memo] = payload ? await decode([payload]) : [];
  return (memo as RunMemo | undefined) ?? null;
}
