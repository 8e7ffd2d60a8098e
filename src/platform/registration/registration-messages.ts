import type { Grey } from '../geo/grey.ts';
import type { Rules } from './acceptance.ts';
import type { Attempt, DetectorName, Registered } from './registered.ts';

/** What a registration thread is sent: one job at a time. */
export interface RegistrationJob {
  query: Grey;
  reference: Grey;
  detector: DetectorName;
  rules: Rules;
}

/** What it answers, once. */
export type RegistrationMessage =
  { type: 'done'; attempt: Attempt; registered: Registered | null } | { type: 'failed'; message: string };
