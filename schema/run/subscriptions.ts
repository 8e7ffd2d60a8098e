import type { Run } from '../../src/services/runs/run.ts';
import { builder } from '../builder.ts';
import { RunInterface } from './interface.ts';
import { RunFilterInput } from './queries.ts';
import { TimelineEntryInterface } from './timeline.ts';

builder.subscriptionFields((t) => ({
  run: t.field({
    type: RunInterface,
    description:
      'A run, live: its current state at once, then the newest one whenever something of it changes that was asked for, ' +
      'and the final one at the end. ' +
      'Reconnect freely: nothing needs to be caught up with.',
    extensions: { shared: true }, // each result is the whole state, and depends on nothing but the id and the scope
    args: { id: t.arg.id({ required: true, description: 'Opaque id of the run.' }) },
    subscribe: (_root, { id }, { services }) => services.watchers.watch(id),
    resolve: (snapshot, _args, { services }): Run => services.runs.watched(snapshot),
  }),
  runs: t.field({
    type: RunInterface,
    description:
      'Runs that start, change status or step, or end, from now on. For a list without a hole subscribe first, then ' +
      'query `runs`. A run that no longer matches the filter is sent once more, so that it can be dropped. As in the ' +
      'list, runs that another run started are left out. Who is slow gets the newest state of each run; who lags more ' +
      'than 1,000 runs behind, or when more change than can be followed, gets FELL_BEHIND and begins anew.',
    args: { filter: t.arg({ type: RunFilterInput, required: false, description: 'Which runs.' }) },
    subscribe: (_root, { filter }, { services }) => services.changes.follow(filter ?? {}),
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
