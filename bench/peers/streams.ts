/** One subscriber of a run's stream, and graphql-ws with Yoga behind it. */
import { Client, Connection } from '@temporalio/client';
import { WorkflowStreamClient } from '@temporalio/workflow-streams/client';
import { readSettings } from '../../src/platform/env.ts';
import { serve } from '../lib/progress/remote.ts';
import { startYogaFanOut } from '../lib/progress/yoga-fan-out.ts';

const { address, namespace } = readSettings().temporal;
const connection = await Connection.connect({ address });
const client = new Client({ connection, namespace });
let watched = new Map<string, AsyncGenerator>();
let failed = 0;

async function follow(id: string, items: AsyncGenerator<{ data: { message: string } }>) {
  for await (const { data } of items) fanOut.publish(id, data.message);
}

const fanOut = await startYogaFanOut((id) => {
  if (watched.has(id)) return;
  const topic = WorkflowStreamClient.create(client, id).topic<{ message: string }>('beats');
  const items = topic.subscribe(0, { pollCooldown: 20 });
  watched.set(id, items);
  follow(id, items).catch((error: unknown) => {
    if (failed++ === 0) console.error(error); // the saturated server refuses: the others are counted
  });
});
serve(
  {
    url: () => fanOut.url,
    leave() {
      watched = new Map(); // each ends with its workflow
      const count = failed;
      failed = 0;
      return count;
    },
  },
  () => connection.close(),
);
