import { defaultPayloadConverter, workflowInfo, type Headers } from '@temporalio/workflow';
import { ownLabels } from './labels.ts';
import { account, accountHeader, capMemoKey, costCap, noAccount, type Account } from '../wire/account.ts';

/** More runs above each other than this are not told: they would not fit into a header for ever. */
const mostParents = 20;

let inherited: Account = noAccount;
let raised: Account['cap'] = null;
let repeated = '';

/** Takes over what was sent by the run above, or by the execution before. To be called before the workflow begins. */
export function inherit(headers: Headers): void {
  const payload = headers[accountHeader];
  const read = account.safeParse(payload && defaultPayloadConverter.fromPayload(payload));
  inherited = read.data ?? noAccount;
}

/** The cap that holds: what the run above says of it, or the execution before, is newer than what the run was started with. */
export function capOf(): Account['cap'] {
  const own = costCap.safeParse(workflowInfo().memo?.[capMemoKey]).data;
  return raised ?? inherited.cap ?? (own ? { ...own, run: workflowInfo().firstExecutionRunId } : null);
}

/** A person has raised it: for what this run starts from now on, and for the executions after this one. */
export const raiseCap = (maxCostUsd: number) => {
  const cap = capOf();
  if (cap) raised = { ...cap, maxCostUsd };
};

/** Makes an activity call that stands for an earlier one, of the id `task`. It is scheduled before this returns. */
export function repeating<T>(task: string, call: () => Promise<T>): Promise<T> {
  repeated = task;
  try {
    return call();
  } finally {
    repeated = '';
  }
}

/** What calls of this run's activities are counted for. */
const own = (): Account => ({
  labels: [...new Set([...inherited.labels, ...ownLabels()])],
  parents: inherited.parents,
  link: workflowInfo().continuedFromExecutionRunId ?? '',
  task: repeated,
  cap: capOf(),
});

const withAccount =
  (of: () => Account) =>
  <T extends { headers: Headers }>(input: T): T => {
    const value = of();
    const { labels, parents, link, task, cap } = value;
    if (labels.length + parents.length + link.length + task.length === 0 && cap === null) return input;
    return { ...input, headers: { ...input.headers, [accountHeader]: defaultPayloadConverter.toPayload(value) } };
  };

export const withOwnAccount = withAccount(own);
/** For a run below this one. */
export const withChildAccount = withAccount(() => ({
  ...own(),
  parents: [...inherited.parents, workflowInfo().firstExecutionRunId].slice(-mostParents),
  link: '',
  task: '',
}));
