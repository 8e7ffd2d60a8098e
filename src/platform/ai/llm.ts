import type Anthropic from '@anthropic-ai/sdk';
import type { Message } from '@anthropic-ai/sdk/resources/messages';
import type * as z from 'zod';
import type { Settings } from '../env.ts';
import { AiError } from './ai-error.ts';
import { parseAnswer } from './answer-schema.ts';
import { connectAnthropic } from './connect.ts';
import { messagesRequest, promptBound, type LlmRequest } from './messages-request.ts';
import type { Models } from './models.ts';
import { noKey, providerError, type Provider } from './provider-error.ts';
import { noUsage, type Usage } from './usage.ts';

interface LlmAnswer<T = undefined> {
  text: string;
  /** The text as the schema reads it. */
  value: T;
  usage: Usage;
  /** Which model it was, as the provider calls it. */
  model: string;
  stopReason: string;
  requestId: string | null;
}

interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Called with each part of the text as it comes, and with all there is so far. Must not throw. */
  onText?: ((part: string, text: string) => void) | undefined;
}

/** Language models: one call each, without repeats. */
export interface Llm {
  /** Fails with an `AiError`, or with the signal's reason. */
  generate<T = undefined>(request: LlmRequest<T>, options?: CallOptions): Promise<LlmAnswer<T>>;
  /** The most that a call can take. */
  bound(request: LlmRequest<unknown>): Usage;
}

const usualTokens = 8000;
/** Longer answers take minutes, and connections on which nothing happens do not last. */
const mostAtOnce = 16_000;
/** Of what a model says in a failure: it may name all the fields that it has made up. */
const mostLetters = 300;

export function createLlm({ anthropic }: Settings['ai'], models: Models): Llm {
  const provider: Provider = { name: 'Anthropic', variable: 'ANTHROPIC_API_KEY', key: anthropic.apiKey };
  let connected: Promise<Anthropic> | undefined;
  const client = () => (connected ??= connectAnthropic(anthropic));
  const withDefaults = <T>(request: LlmRequest<T>) => {
    const { model = models.defaults.text } = request;
    const { maxOutput = Infinity } = models.get(model) ?? {};
    const { maxTokens = Math.min(usualTokens, maxOutput) } = request;
    if (maxTokens <= maxOutput) return { ...request, model, maxTokens };
    const message = `maxTokens: ${model} writes ${maxOutput} at most, not ${maxTokens}.`;
    throw new AiError('REQUEST_REFUSED', message, { retry: false });
  };

  return {
    async generate<T>(given: LlmRequest<T>, { signal, onText }: CallOptions = {}): Promise<LlmAnswer<T>> {
      const request = withDefaults(given);
      if (!provider.key) throw noKey(provider);
      const body = await messagesRequest(request, models.get(request.model));
      signal?.throwIfAborted();
      const { messages } = await client();
      try {
        if (!onText && request.maxTokens <= mostAtOnce) {
          const message = await messages.create(body, { signal });
          return await answerOf(message, message._request_id ?? null, request.schema);
        }
        const stream = messages.stream(body, { signal });
        if (onText) stream.on('text', onText);
        const message = await stream.finalMessage();
        return await answerOf(message, stream.request_id ?? null, request.schema);
      } catch (error) {
        if (signal?.aborted && !(error instanceof AiError)) throw signal.reason;
        throw providerError(error, provider);
      }
    },
    bound(given) {
      const request = withDefaults(given);
      return { ...noUsage, ...promptBound(request, models.get(request.model)), output: request.maxTokens };
    },
  };
}

async function answerOf<T>(
  message: Pick<Message, 'content' | 'usage' | 'model' | 'stop_reason' | 'stop_details'>,
  requestId: string | null,
  schema: z.ZodType<T> | undefined,
): Promise<LlmAnswer<T>> {
  const usage = usageOf(message.usage);
  const details = { usage, ...(requestId && { requestId }) };
  const stopReason = message.stop_reason ?? 'end_turn';
  const text = message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  if (stopReason === 'refusal') {
    const why = message.stop_details?.explanation?.slice(0, mostLetters) ?? 'It does not say why.';
    throw new AiError('ANSWER_REFUSED', `The model declined to answer: ${why}`, { ...details, retry: false });
  }
  if (stopReason === 'max_tokens' || stopReason === 'model_context_window_exceeded') {
    const limit = stopReason === 'max_tokens' ? 'maxTokens' : 'what the model can hold';
    throw new AiError('ANSWER_TRUNCATED', `The answer is longer than ${limit}.`, { ...details, retry: false });
  }
  const answer = { text, usage, model: message.model, stopReason, requestId };
  if (!schema) return { ...answer, value: undefined as T };
  const parsed = await parseAnswer(text, schema);
  if ('value' in parsed) return { ...answer, value: parsed.value };
  const wrong = `The answer is not what was asked for: ${parsed.wrong.slice(0, mostLetters)}`;
  throw new AiError('ANSWER_INVALID', wrong, { ...details, retry: true });
}

/** Its images are not counted apart. */
const usageOf = (usage: Message['usage']): Usage => ({
  ...noUsage,
  input: usage.input_tokens,
  output: usage.output_tokens,
  cacheRead: usage.cache_read_input_tokens ?? 0,
  cacheWrite: usage.cache_creation_input_tokens ?? 0,
});
