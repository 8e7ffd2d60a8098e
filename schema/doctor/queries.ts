import { findingStates, type Finding } from '../../src/services/doctor/finding.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';

const CheckState = builder.enumType('CheckState', {
  description: 'How something is.',
  values: {
    OK: { description: 'As it should be.' },
    WARNING: { description: 'It works, and somebody should see to it.' },
    FAILED: { description: 'It does not work.' },
    SKIPPED: { description: 'There is nothing to look at, or it cannot be told while something else fails.' },
  } satisfies Record<(typeof findingStates)[number], { description: string }>,
});

const CheckType = builder.objectRef<Finding>('Check').implement({
  description: 'Something that was looked at.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is, such as `queue media`.' }),
    state: t.expose('state', { type: CheckState, description: 'How it is.' }),
    measured: t.exposeString('measured', { description: 'What was found, for people, with its unit.' }),
    todo: t.exposeString('todo', { nullable: true, description: 'The one thing to do about it; null: nothing.' }),
  }),
});

const Examination = builder.objectRef<{ checks: Finding[] }>('Examination').implement({
  description: 'How this deployment is.',
  fields: (t) => ({
    healthy: t.boolean({
      description: 'Whether nothing has failed.',
      resolve: ({ checks }) => checks.every(({ state }) => state !== 'FAILED'),
    }),
    checks: t.field({
      type: [CheckType],
      description: 'Everything that was looked at.',
      resolve: ({ checks }) => checks,
    }),
  }),
});

builder.queryField('doctor', (t) =>
  t.field({
    type: Examination,
    description:
      'Looks at everything this deployment needs: servers, workers, rights, keys, clocks, and the way to this API by `PUBLIC_URL`. Takes up to 15 seconds; who asks twice within three is told the same.',
    extensions: cost.examination,
    resolve: async (_root, _args, { services }) => ({ checks: await services.doctor.examine() }),
  }),
);
