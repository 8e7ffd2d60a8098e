import type { Message, MessageCreateParams, StopReason } from '@anthropic-ai/sdk/resources/messages';
import { answerForSchema } from './answer-for-schema.ts';
import { quotableIn } from './quotable.ts';
import { sqlFor } from './table-question.ts';
import { tokensOf } from './tokens-of.ts';
import type { StreamEvent } from '../fake-server/write-reply.ts';

interface Scripted {
  text?: string;
  stopReason?: StopReason;
}

/** What the model says, within its limit: what is scripted, what fits the schema, or a sentence that nobody takes for an answer. */
export function sayingOf(
  { messages, max_tokens, output_config }: MessageCreateParams,
  { text, stopReason = 'end_turn' }: Scripted,
): { text: string; tokens: number; stopReason: StopReason } {
  if (stopReason === 'refusal') return { text: '', tokens: 1, stopReason };
  const schema = output_config?.format?.schema;
  const whole =
    text ??
    (schema
      ? JSON.stringify(answerForSchema(schema, quotableIn(messages), { sql: sqlFor(messages) }))
      : madeUp(messages));
  const tokens = tokensOf(whole) + 2;
  if (tokens <= max_tokens) return { text: whole, tokens, stopReason };
  const part = whole.slice(0, Math.floor((whole.length * max_tokens) / tokens));
  return { text: part, tokens: max_tokens, stopReason: 'max_tokens' };
}

function madeUp(messages: MessageCreateParams['messages']): string {
  const content = messages.at(-1)?.content ?? '';
  const blocks = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  const images = blocks.filter(({ type }) => type === 'image').length;
  const asked = blocks.map((block) => (block.type === 'text' ? block.text : '')).join(' ');
  const pictures = images > 0 ? ` with ${images} image${images > 1 ? 's' : ''}` : '';
  return `A made-up answer, as no model was asked. The question${pictures} was: "${asked.trim().slice(0, 120)}"`;
}

export function messageOf(
  { id, model, usage }: Pick<Message, 'id' | 'model' | 'usage'>,
  { text, stopReason }: { text: string; stopReason: StopReason },
): Message {
  const refused = stopReason === 'refusal';
  const explanation = 'A made-up refusal.';
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: refused ? [] : [{ type: 'text', text, citations: null }],
    stop_reason: stopReason,
    stop_sequence: null,
    stop_details: refused ? { type: 'refusal', category: 'general_harms', explanation } : null,
    container: null,
    diagnostics: null,
    usage,
  };
}

const lettersAnEvent = 24;
const event = (type: string, rest: object): StreamEvent => ({ event: type, data: { type, ...rest } });

/** The same message as it is streamed. */
export function eventsOf(message: Message): StreamEvent[] {
  const { content, stop_reason, stop_sequence, stop_details, container, usage } = message;
  const start = { ...message, content: [], stop_reason: null, stop_details: null };
  return [
    event('message_start', { message: { ...start, usage: { ...usage, output_tokens: 1 } } }),
    event('ping', {}),
    ...content.flatMap((block, index) => {
      const text = block.type === 'text' ? block.text : '';
      const parts = text.match(new RegExp(`[^]{1,${lettersAnEvent}}`, 'gu')) ?? [];
      return [
        event('content_block_start', { index, content_block: { type: 'text', text: '', citations: null } }),
        ...parts.map((part) => event('content_block_delta', { index, delta: { type: 'text_delta', text: part } })),
        event('content_block_stop', { index }),
      ];
    }),
    event('message_delta', { delta: { stop_reason, stop_sequence, stop_details, container }, usage }),
    event('message_stop', {}),
  ];
}
