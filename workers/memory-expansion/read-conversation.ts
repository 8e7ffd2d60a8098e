import * as z from 'zod';
import { ObjectChangedError, ObjectNotFoundError, type Storage } from '../../src/platform/storage.ts';
import type { ActivityContext } from '../kit/activity.ts';
import type { ObjectLocation } from '../kit/objects.ts';
import { memoryExpansion, message, mostOfObject, type Message } from './contract.ts';

type Source = ObjectLocation & { etag?: string | undefined };

const conversation = z.array(message).min(1).max(mostOfObject.messages);

/** The conversation that an object holds; what is wrong with it ends the run. */
export async function readConversation(
  storage: Storage,
  source: Source,
  { fail, signal }: Pick<ActivityContext<typeof memoryExpansion>, 'fail' | 'signal'>,
): Promise<Message[]> {
  const bytes = await read(storage, source, signal).catch((error: unknown) => {
    if (error instanceof ObjectNotFoundError || error instanceof ObjectChangedError)
      return fail('CONVERSATION_NOT_FOUND', memoryExpansion.errors.CONVERSATION_NOT_FOUND);
    throw error;
  });
  if (bytes === null)
    return fail('CONVERSATION_TOO_LONG', `The object is larger than ${mostOfObject.bytes} bytes. Hand it in in parts.`);
  const parsed = conversation.safeParse(jsonOf(bytes));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.length ? `${issue.path.join('.')}: ` : '';
    return fail('CONVERSATION_UNREADABLE', `The object is no JSON array of messages: ${place}${issue?.message ?? ''}`);
  }
  const characters = parsed.data.reduce((sum, { text }) => sum + text.length, 0);
  if (characters > mostOfObject.characters)
    return fail(
      'CONVERSATION_TOO_LONG',
      `The messages have ${characters} characters; at most ${mostOfObject.characters}. Hand them in in parts.`,
    );
  return parsed.data;
}

/** Null: too large. */
async function read(storage: Storage, source: Source, signal: AbortSignal): Promise<Buffer | null> {
  const facts = await storage.head(source, signal);
  if (!facts) throw new ObjectNotFoundError('There is no such object.');
  if (facts.bytes > mostOfObject.bytes) return null;
  return storage.read({ ...source, etag: source.etag ?? facts.etag }, { signal });
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
