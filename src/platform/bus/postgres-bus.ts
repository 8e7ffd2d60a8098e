import type { Client } from 'pg';
import type { Log } from '../log.ts';
import type { Bus } from './bus.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { keepConnection } from './connection.ts';
import { createOutbox, longestPayload } from './outbox.ts';
import { createReceivers } from './receivers.ts';

/** One channel for everything: PostgreSQL wakes every listener of a database for every NOTIFY anyway. */
const channel = 'tempograph';

/**
 * Joins processes through PostgreSQL's LISTEN and NOTIFY. One connection listens, once there is a subscriber; one sends,
 * once there is something to send. What is published while a NOTIFY is on its way, or while there is no connection, goes
 * together in the next one.
 */
export function createPostgresBus(url: string, log: Log, metrics = createMetrics(log)): Bus {
  const receivers = createReceivers(log);
  const dropped = metrics.counter('bus_dropped_total', 'Messages that the bus has lost on their way out.', ['reason']);
  const outbox = createOutbox((count) => dropped({ reason: 'database away' }, count));
  let listener: ReturnType<typeof keepConnection> | undefined;
  let sender: typeof listener;
  let sending = false;

  const listen = async (client: Client) => {
    client.on('notification', ({ payload }) => {
      for (const { topic, message } of entriesOf(payload ?? '', log)) receivers.deliver(topic, message);
    });
    await client.query(`LISTEN ${channel}`);
  };

  async function send(): Promise<void> {
    const client = sender?.current();
    if (sending || !client) return;
    sending = true;
    try {
      // A statement of its own, outside any transaction, so that it is delivered at once.
      for (let text = outbox.take(); text; text = outbox.take()) {
        await client.query({ name: 'notify', text: 'SELECT pg_notify($1, $2)', values: [channel, text] });
      }
    } catch (error) {
      outbox.clear(); // old news by the time the connection is back
      log.debug({ err: error }, 'progress was not sent');
    } finally {
      sending = false;
    }
  }

  return {
    carries: true,
    isShared: true,
    publish(topic, from, message) {
      try {
        if (!outbox.put(topic, from, message)) {
          dropped({ reason: 'too long' });
          log.debug({ topic, longestPayload }, 'progress is too long for the bus; it is seen with the next heartbeat');
          return;
        }
      } catch (error) {
        log.warn({ err: error, topic }, 'what cannot be written as JSON is not sent');
        return;
      }
      sender ??= keepConnection({ url, name: 'bus sender', log, onCurrent: () => void send() });
      void send();
    },
    subscribe(topic, receive) {
      listener ??= keepConnection({ url, name: 'bus listener', log, onConnect: listen });
      return receivers.add(topic, receive);
    },
    heardSince: () => listener?.since() ?? null,
    async close() {
      await Promise.all([listener?.close(), sender?.close()]);
    },
  };
}

/** The messages of a NOTIFY; none when it is not one of ours, as anyone with access to the database can send. */
function entriesOf(payload: string, log: Log): { topic: string; message: unknown }[] {
  try {
    const entries: unknown = JSON.parse(payload);
    if (!Array.isArray(entries)) throw new Error('not a list');
    return entries.flatMap((entry: unknown) =>
      Array.isArray(entry) && typeof entry[0] === 'string' ? [{ topic: entry[0], message: entry[1] as unknown }] : [],
    );
  } catch (error) {
    log.debug({ err: error }, 'a foreign notification');
    return [];
  }
}
