import type { LangfuseClient } from '@langfuse/client';
import type * as z from 'zod';
import type { Settings } from '../env.ts';
import type { Log } from '../log.ts';
import { reasonOf } from '../reason-of.ts';
import { sleep } from '../sleep.ts';
import { fillIn, unknownVariables, type Prompt } from './prompt.ts';

/** A prompt that was changed in Langfuse is used everywhere after this. */
const freshMs = 60_000;
/** Nobody waits longer for one that is not known yet. */
const waitMs = 1000;
const requestSeconds = 10;
const label = 'production';

/** A text for a model, and where it is from. */
export interface RenderedPrompt {
  text: string;
  name: string;
  /** Langfuse's version; null: the one that is checked in. */
  version: number | null;
  /** What it was filled in with. */
  values: Readonly<Record<string, unknown>>;
}

/** Prompts as they are in Langfuse. */
export interface Prompts {
  /** The text with its variables filled in. It waits for Langfuse a second at most, and only the first time. */
  render<P extends Prompt>(prompt: P, values: z.input<P['variables']>): Promise<RenderedPrompt>;
}

interface Known {
  text: string;
  version: number;
}

interface Entry {
  /** Null: as it is checked in. */
  known: Known | null;
  at: number;
}

/** Takes prompts from Langfuse, where they have the label `production`, else as they are checked in. */
export function createPrompts(langfuse: Settings['langfuse'], log: Log): Prompts {
  const entries = new Map<string, Entry>();
  const loading = new Map<string, Promise<void>>();
  let client: Promise<LangfuseClient> | undefined;

  const load = async (prompt: Prompt, from: NonNullable<typeof langfuse>) => {
    const { name } = prompt;
    const before = entries.get(name)?.known ?? null;
    let known = before;
    try {
      client ??= import('@langfuse/client').then(({ LangfuseClient: Client }) => new Client(from));
      const { api } = await client;
      const found = await api.prompts.get(name, { label }, { timeoutInSeconds: requestSeconds, maxRetries: 0 });
      known = usable(prompt, found, log);
    } catch (error) {
      if (isNotFound(error)) known = null;
      else
        log.warn(
          { prompt: name, reason: reasonOf(error) },
          'Langfuse does not give a prompt; the last one known is used, else the copy',
        );
    }
    entries.set(name, { known, at: Date.now() });
  };
  const loaded = (prompt: Prompt, from: NonNullable<typeof langfuse>) => {
    const { name } = prompt;
    const under = loading.get(name) ?? load(prompt, from).finally(() => loading.delete(name));
    loading.set(name, under);
    return under;
  };

  const current = async (prompt: Prompt): Promise<Known | null> => {
    if (!langfuse) return null;
    const entry = entries.get(prompt.name);
    if (!entry) {
      const inTime = new AbortController();
      await Promise.race([loaded(prompt, langfuse), sleep(waitMs, inTime.signal)]);
      inTime.abort();
      // Who comes next has nothing to wait for: it goes on loading, and until then the one that is checked in is used.
      if (!entries.has(prompt.name)) entries.set(prompt.name, { known: null, at: Date.now() });
    } else if (Date.now() - entry.at > freshMs) {
      void loaded(prompt, langfuse);
    }
    return entries.get(prompt.name)?.known ?? null;
  };

  return {
    async render(prompt, values) {
      const known = await current(prompt);
      const text = fillIn(prompt, known?.text ?? prompt.text, values);
      return { text, name: prompt.name, version: known?.version ?? null, values };
    },
  };
}

/** Null, and a line in the log, for one that could not be filled in. */
function usable(prompt: Prompt, found: { type: string; version: number; prompt: unknown }, log: Log): Known | null {
  const { version } = found;
  const refuse = (why: string) => {
    log.warn(
      { prompt: prompt.name, version },
      `a prompt of Langfuse cannot be used, but the one that is checked in: ${why}`,
    );
    return null;
  };
  if (typeof found.prompt !== 'string') return refuse('it is a chat, and has to be a text.');
  const unknown = unknownVariables(found.prompt, prompt);
  if (unknown.length > 0) return refuse(`it has variables that nobody gives: ${unknown.join(', ')}.`);
  return { text: found.prompt, version };
}

const isNotFound = (error: unknown) => error instanceof Error && 'statusCode' in error && error.statusCode === 404;
