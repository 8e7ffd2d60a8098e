import type { DecisionAnswer } from '../../../workers/kit/wire/decision.ts';
import { approvals, approvalState } from '../../platform/db/tables/approvals.ts';
import { decodeLabel, type Label } from '../../../workers/kit/wire/label.ts';
import { encodeRunId } from '../runs/run-id.ts';

/** Waits for an answer, a person has decided, the deadline has, or the run has ended or does not ask any more. */
export const approvalStates = approvalState.enumValues;
export type ApprovalState = (typeof approvalStates)[number];

export type ApprovalRow = typeof approvals.$inferSelect;

/** What a run asks people, and how it was settled. */
export interface Approval extends Pick<
  ApprovalRow,
  | 'id'
  | 'number'
  | 'workflow'
  | 'name'
  | 'question'
  | 'choices'
  | 'show'
  | 'openedAt'
  | 'deadline'
  | 'onDeadline'
  | 'changedAt'
> {
  state: ApprovalState;
  /** Opaque id of the run. */
  run: string;
  labels: Label[];
  choice: string | null;
  edits: unknown;
  comment: string | null;
  /** The actor; null when no person was it. */
  decidedBy: string | null;
  settledAt: Date | null;
  /** Null while there is no answer that the run is to be told. */
  delivery: Delivery | null;
}

/** Whether the run knows the answer: not yet, it does, or it has ended without. */
export const deliveries = ['PENDING', 'DELIVERED', 'UNDELIVERABLE'] as const;
export type Delivery = (typeof deliveries)[number];

export const toApproval = (row: ApprovalRow): Approval => ({
  id: row.id,
  number: row.number,
  state: row.state,
  run: encodeRunId({ first: row.first, workflowId: row.workflowId }),
  workflow: row.workflow,
  labels: row.labels.map(decodeLabel),
  name: row.name,
  question: row.question,
  choices: row.choices,
  show: row.show,
  openedAt: row.openedAt,
  deadline: row.deadline,
  onDeadline: row.onDeadline,
  choice: row.choice,
  edits: row.edits,
  comment: row.comment,
  decidedBy: row.decidedBy,
  settledAt: row.settledAt,
  delivery: deliveryOf(row),
  changedAt: row.changedAt,
});

function deliveryOf({ state, deliveredAt, undeliverableAt }: ApprovalRow): Delivery | null {
  if (state === 'OPEN' || state === 'CLOSED') return null;
  if (deliveredAt) return 'DELIVERED';
  return undeliverableAt ? 'UNDELIVERABLE' : 'PENDING';
}

/** What the run is told. */
export const answerOf = ({ id, state, choice, edits, decidedBy, comment }: ApprovalRow): DecisionAnswer => ({
  id,
  state: state === 'OPEN' ? 'CLOSED' : state,
  choice,
  edits,
  by: decidedBy,
  comment,
});
