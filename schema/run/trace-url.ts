import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { RunInterface } from './interface.ts';

builder.interfaceField(RunInterface, 'traceUrl', (t) =>
  t.string({
    nullable: true,
    description:
      'Its trace in Langfuse: each call of a model that it has made itself, with what went in and came out. Null before ' +
      'the first one, and where nothing is traced.',
    extensions: cost.sum,
    resolve: ({ id, ask }, _args, { services }) => ask('traceUrl', () => services.traceUrl(id)),
  }),
);
