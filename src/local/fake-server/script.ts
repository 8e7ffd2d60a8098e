import type { IncomingHttpHeaders } from 'node:http';
import type { Usage } from '../../platform/ai/usage.ts';

/** What somebody asked of a fake, and how it ended. */
export interface FakeRequest<Body> {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** As it was sent; null where it could not be read, and of older requests that were large. */
  body: Body | null;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Null while it is under way. */
  endedAt: number | null;
  /** Requests under way when this one came, with itself. */
  inFlight: number;
  /** Null while it is under way. `left`: the client hung up first. `dropped`: we did. */
  outcome: 'answered' | 'refused' | 'dropped' | 'left' | null;
  /** Null where no answer began. */
  status: number | null;
  /** What a real provider would have charged, whether or not the answer arrived; null: nothing. */
  usage: Usage | null;
}

/** What a provider says no with; what is left out is what it usually says with that status. */
export interface FakeError {
  type?: string;
  code?: string | number;
  /** Where codes have codes below them. */
  subcode?: number;
  message?: string;
}

/** How a fake treats the next requests, instead of answering them well at once. */
export interface Step<Body> {
  /** Only requests for which this is true. */
  when?(request: FakeRequest<Body>): boolean;
  /** How many requests; default 1. `Infinity`: all from now on. */
  times?: number;
  /** How long the provider works on it before the answer begins. */
  delayMs?: number;
  /** The answer does not begin before this is fulfilled. */
  until?: Promise<unknown>;
  /** Refuses it with this status, at no charge. */
  status?: number;
  /** With a status: refuses it after it has done (and charged) everything. */
  acted?: boolean;
  /** With a status, its body; without one, an event in the middle of a stream, where what came before is charged. */
  error?: FakeError;
  /** Besides the usual ones, with an answer or an error: `{ 'retry-after': '2' }`. */
  headers?: Record<string, string>;
  /** Hangs up: before it does anything, after it has done (and charged) everything, or in the middle of the answer. */
  drop?: 'before' | 'after' | 'during';
  /** Never ends: no answer at all, or one that stops in the middle. Charged. */
  hang?: 'before' | 'during';
  /** Charged, and then half an answer that is no JSON. */
  malformed?: boolean;
}

/** A provider that is not one, on this machine. */
export interface FakeProvider<Body, Scripted extends Step<Body>> {
  /** The base URL for its SDK. */
  url: string;
  /** The last 1,000, oldest first. */
  requests: readonly FakeRequest<Body>[];
  /** Each step serves the first requests it fits, in the order they were given. */
  script(...steps: Scripted[]): void;
  /** Hangs up on everybody who is connected; what was asked is done all the same. */
  disconnect(): void;
  /** Forgets steps and requests, as if just started. */
  reset(): void;
  close(): Promise<void>;
}

/** Steps that are left, in order. */
export function createScript<Body, Scripted extends Step<Body>>() {
  let left: { step: Scripted; times: number }[] = [];
  return {
    add: (steps: readonly Scripted[]) => void left.push(...steps.map((step) => ({ step, times: step.times ?? 1 }))),
    clear: () => void (left = []),
    take(request: FakeRequest<Body>): Scripted | null {
      const entry = left.find(({ step }) => step.when?.(request) ?? true);
      if (!entry) return null;
      entry.times -= 1;
      if (entry.times <= 0) left = left.filter((other) => other !== entry);
      return entry.step;
    },
  };
}
