import { approvalStates, deliveries, type Approval } from '../../src/services/approvals/approval.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { connectionType } from '../page.ts';
import { RunInterface } from '../run/interface.ts';
import { LabelType } from '../run/types.ts';
import { ShownFileType } from './file.ts';
import { approvalId } from './id.ts';

const stateWords: Record<(typeof approvalStates)[number], string> = {
  OPEN: 'Waits for somebody who decides.',
  DECIDED: 'Somebody has decided.',
  EXPIRED: 'Nobody did before the deadline.',
  CLOSED: 'The run has ended, or does not ask any more: there is nothing to decide.',
};
const deliveryWords: Record<(typeof deliveries)[number], string> = {
  PENDING: 'Not yet: Temporal could not be reached. It is tried until it can.',
  DELIVERED: 'Temporal has the answer. The run goes on as soon as it has a worker.',
  UNDELIVERABLE: 'The run has ended, or was reset, before it could be told.',
};

export const ApprovalStateType = builder.enumType('ApprovalState', {
  description: 'How far an approval is. All but OPEN are final.',
  values: Object.fromEntries(approvalStates.map((state) => [state, { description: stateWords[state] }])) as Record<
    (typeof approvalStates)[number],
    { description: string }
  >,
});

const ApprovalDelivery = builder.enumType('ApprovalDelivery', {
  description: 'Whether a run was told what was decided.',
  values: Object.fromEntries(deliveries.map((kind) => [kind, { description: deliveryWords[kind] }])) as Record<
    (typeof deliveries)[number],
    { description: string }
  >,
});

const ApprovalLink = builder.objectRef<{ url: string; expiresAt: Date }>('ApprovalLink').implement({
  description: 'An address with which whoever has it can decide: hand it to nobody else.',
  fields: (t) => ({
    url: t.exposeString('url', { description: 'A page with the question and a button for each choice.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'The deadline, in a week, or when the key ends it was made with: what comes first.',
    }),
  }),
});

/** Declared before its fields, as `AlreadyDecidedError` and `DecisionWaiting` refer to it. */
export const ApprovalType = builder.objectRef<Approval>('Approval');

ApprovalType.implement({
  description: 'Something a run asks people. The run waits until one of them, or the deadline, has decided.',
  fields: (t) => ({
    id: t.id({ description: 'Opaque. Pass it to `decide`.', resolve: ({ id }) => approvalId.write(id) }),
    state: t.expose('state', { type: ApprovalStateType, description: 'Whether it still is to be decided.' }),
    workflow: t.exposeString('workflow', { description: 'Name of the workflow.' }),
    runId: t.exposeID('run', { description: 'Opaque id of the run.' }),
    run: t.field({
      type: RunInterface,
      nullable: true,
      description: 'The run that asks; null when Temporal has forgotten it.',
      extensions: cost.call,
      resolve: ({ run }, _args, { services }) => services.runs.get(run),
    }),
    labels: t.field({ type: [LabelType], description: 'Marks of the run.', resolve: ({ labels }) => labels }),
    name: t.exposeString('name', { description: 'Name of the decision in the contract of the workflow.' }),
    question: t.exposeString('question', { description: 'What is asked, for people.' }),
    choices: t.exposeStringList('choices', { description: 'What may be answered.' }),
    show: t.expose('show', { type: 'JSON', description: 'What one has to see to decide.' }),
    files: t.field({
      type: [ShownFileType],
      description: 'What `show` has of storage, to look at: up to 20 files, in its order.',
      extensions: cost.abroad,
      resolve: (approval, _args, { services }) => services.approvals.files(approval),
    }),
    editSchema: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What may be changed with the answer, as JSON Schema; null when nothing may.',
      resolve: (approval, _args, { services }) => services.approvals.editSchema(approval),
    }),
    openedAt: t.expose('openedAt', { type: 'DateTime', description: 'Since when it is asked.' }),
    deadline: t.expose('deadline', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when it can be decided; null: as long as the run goes on.',
    }),
    onDeadline: t.exposeString('onDeadline', {
      nullable: true,
      description: 'The choice that is taken when nobody has decided by then; null: the run fails.',
    }),
    choice: t.exposeString('choice', { nullable: true, description: 'What was decided; null when nothing was.' }),
    edits: t.expose('edits', { type: 'JSON', nullable: true, description: 'What was changed with it.' }),
    comment: t.exposeString('comment', { nullable: true, description: 'What was said with it.' }),
    decidedBy: t.exposeString('decidedBy', {
      nullable: true,
      description:
        'Who decided: `key:` or `token:` and its id, `anyone` where no key is asked for, `link:` and who made the link, ' +
        '`link:messages` for one in a message. Null when no person did.',
    }),
    settledAt: t.expose('settledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided, expired or was closed; null while it is open.',
    }),
    delivery: t.expose('delivery', {
      type: ApprovalDelivery,
      nullable: true,
      description: 'Whether the run was told; null when there is nothing to tell.',
    }),
    link: t.field({
      type: ApprovalLink,
      nullable: true,
      description:
        'A new link to decide with, for somebody without a key; it ends with the key it was made with. Null when it is ' +
        'not open, or `PUBLIC_URL` does not say where people reach this API. Needs GRANT.',
      resolve: (approval, _args, { services }) => services.approvals.makeLink(approval),
    }),
  }),
});

export const ApprovalConnection = connectionType<Approval>('Approval', ApprovalType, {
  one: 'approval',
  page: 'A page of approvals, newest first.',
});
