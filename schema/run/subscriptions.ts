import type { Run } from '../../src/services/runs/runs.ts';
import { builder } from '../builder.ts';
import { RunInterface } from './interface.ts';
import { TimelineEntryInterface } from './timeline.ts';

builder.subscriptionFields((t) => ({
  run: t.field({
    type: RunInterface,
    description:
      'A run, live: its current state at once, then the newest one whenever it changes, and the final one at the end. ' +
      'Reconnect freely: nothing needs to be caught up with.',
    extensions: { shared: true }, // each result is the whole state, and depends on nothing but the id and the scope
    args: { id: t.arg.id({ required: true, description: 'Opaque id of the run.' }) },
    subscribe: (_root, { id }, { services }) => services.watchers.watch(id),
    resolve: (snapshot, _args, { services }): Run => services.runs.watched(snapshot),
  }),
  timeline: t.field({
    type: TimelineEntryInterface,
    description:
      'The log of a run: everything behind `after`, then what happens, until it has ended. Nothing is left out, so read ' +
      'it or lag behind. To go on after a lost connection pass the cursor of the last line seen.',
    args: {
      id: t.arg.id({ required: true, description: 'Opaque id of the run.' }),
      after: t.arg.string({ required: false, description: 'Cursor of the last line already seen.' }),
    },
    subscribe: (_root, { id, after }, { services }) => services.timeline.follow(id, after),
    resolve: (entry) => entry,
  }),
}));
