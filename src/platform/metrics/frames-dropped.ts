import type { Metrics } from './metrics.ts';

/** Counted where states wait for a subscriber, and where results wait for its connection. */
export const countFramesDropped = (metrics: Metrics) =>
  metrics.counter(
    'frames_dropped_total',
    'States of subscriptions that a slow client did not get, because a newer one took their place.',
    [],
  );
