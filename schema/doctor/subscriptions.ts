import { tick } from '../../src/services/doctor/ticks.ts';
import { builder } from '../builder.ts';

const TickType = builder.objectRef<{ sentAt: Date }>('Tick').implement({
  description: 'A sign of life.',
  fields: (t) => ({
    sentAt: t.expose('sentAt', { type: 'DateTime', description: 'When it was sent.' }),
  }),
});

builder.subscriptionField('ticks', (t) =>
  t.field({
    type: TickType,
    description:
      'Five signs of life within a second. Where they come all at once, something on the way holds back what is sent.',
    subscribe: () => tick(),
    resolve: (sent) => sent,
  }),
);
