import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Log } from '../log.ts';
import { createAsking, usualAskingPace } from './asking.ts';

type Labels<L extends string> = Readonly<Record<L, string>>;
export interface Sample<L extends string> {
  labels: Labels<L>;
  value: number;
}

/**
 * What one process counts, as Prometheus reads it. Names begin with `tempograph_`; a name that is asked for again is the same
 * metric. Labels have few values, all known beforehand: never an id, nor what a client has sent.
 */
export interface Metrics {
  counter<L extends string>(
    name: string,
    help: string,
    labels: readonly L[],
  ): (labels: Labels<L>, count?: number) => void;
  /** How many seconds things take; bounds of the buckets in seconds. */
  seconds<L extends string>(
    name: string,
    help: string,
    labels: readonly L[],
    buckets: readonly number[],
  ): (labels: Labels<L>, seconds: number) => void;
  /** What is read when the page is; the sum, where several read under one name. */
  read(kind: 'counter' | 'gauge', name: string, help: string, read: () => number): void;
  /** What a server is asked when the page is read. While it does not answer that is left out, and counted. */
  ask<L extends string>(name: string, help: string, labels: readonly L[], ask: () => Promise<Sample<L>[]>): void;
  /** A page of others, whose names begin otherwise. */
  append(name: string, read: () => Promise<string>): void;
  /** Also what any program has: memory, processor, event loop. Once in a process, whose own these are. */
  watchProcess(): void;
  page(): Promise<{ type: string; text: string }>;
}

/** Bounds for what people wait for. */
export const waitBuckets = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const fullName = (name: string) => `tempograph_${name}`;

export function createMetrics(log: Log, pace = usualAskingPace): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const readers = new Map<string, (() => number)[]>();
  const appended: (() => Promise<string | null>)[] = [];
  const leftOut = new Counter({
    name: 'tempograph_metrics_left_out_total',
    help: 'How often a part of this page was left out, because it was not known in time.',
    labelNames: ['part'],
    registers,
  });
  const asking = <T>(part: string, ask: () => Promise<T>) => {
    const onFailure = (error: unknown) => {
      leftOut.inc({ part });
      log.debug({ err: error, part }, 'a part of the metrics is left out');
    };
    return createAsking(ask, onFailure, pace);
  };
  const known = (name: string) => registry.getSingleMetric(fullName(name));

  return {
    counter(name, help, labelNames) {
      const counter =
        (known(name) as Counter | undefined) ?? new Counter({ name: fullName(name), help, labelNames, registers });
      return (labels, count) => counter.inc(labels, count);
    },

    seconds(name, help, labelNames, buckets) {
      const histogram =
        (known(name) as Histogram | undefined) ??
        new Histogram({ name: fullName(name), help, labelNames, buckets: [...buckets], registers });
      return (labels, seconds) => histogram.observe(labels, seconds);
    },

    read(kind, name, help, read) {
      const all = readers.get(name);
      if (all) return void all.push(read);
      const own = [read];
      readers.set(name, own);
      const sum = () => own.reduce((total, one) => total + one(), 0);
      const options = { name: fullName(name), help, registers };
      if (kind === 'gauge') {
        const gauge: Gauge = new Gauge({ ...options, collect: () => gauge.set(sum()) });
      } else {
        const counter: Counter = new Counter({ ...options, collect: () => (counter.reset(), counter.inc(sum())) });
      }
    },

    ask(name, help, labelNames, ask) {
      const answer = asking(name, ask);
      const gauge: Gauge = new Gauge({
        name: fullName(name),
        help,
        labelNames,
        registers,
        async collect() {
          const samples = await answer();
          gauge.reset();
          if (labelNames.length === 0) gauge.remove(); // which would be 0
          for (const { labels, value } of samples ?? []) gauge.set(labels, value);
        },
      });
    },

    append(name, read) {
      appended.push(asking(name, read));
    },

    watchProcess: () => collectDefaultMetrics({ register: registry }),

    async page() {
      const [own, ...others] = await Promise.all([registry.metrics(), ...appended.map((read) => read())]);
      return { type: registry.contentType, text: [own, ...others.filter((text) => text !== null)].join('\n') };
    },
  };
}
