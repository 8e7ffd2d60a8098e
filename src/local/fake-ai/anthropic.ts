import type { MessageCreateParams, StopReason } from '@anthropic-ai/sdk/resources/messages';
import { defaults } from '../../platform/ai/default-models.ts';
import { noUsage, type Usage } from '../../platform/ai/usage.ts';
import { createPromptCache } from './anthropic-cache.ts';
import { checkMessages } from './anthropic-check.ts';
import { eventsOf, messageOf, sayingOf } from './anthropic-message.ts';
import { blocksOf } from './anthropic-tokens.ts';
import { startFakeServer, type FakeApi, type FakeOptions } from '../fake-server/start.ts';
import { hasKey } from './has-key.ts';
import { parseJson } from '../fake-server/parse-json.ts';
import { Refusal } from '../fake-server/refusal.ts';
import type { FakeProvider, Step } from '../fake-server/script.ts';
import { tokensOf } from './tokens-of.ts';

/** What the next answers are, besides how they are treated. */
interface AnthropicStep extends Step<MessageCreateParams> {
  text?: string;
  stopReason?: StopReason;
  /** Instead of what is counted. */
  usage?: Partial<Pick<Usage, 'input' | 'output' | 'cacheRead' | 'cacheWrite'>>;
}

export type FakeAnthropic = FakeProvider<MessageCreateParams, AnthropicStep>;

/** What Anthropic itself says with a status. */
const usual: Record<number, [type: string, message: string]> = {
  400: ['invalid_request_error', 'Invalid request'],
  401: ['authentication_error', 'invalid bearer token'],
  402: ['billing_error', 'Your credit balance is too low'],
  403: ['permission_error', 'Your API key does not have permission to use the specified resource'],
  404: ['not_found_error', 'Not found'],
  413: ['request_too_large', 'Request exceeds the maximum allowed number of bytes'],
  429: ['rate_limit_error', 'Number of requests has exceeded your rate limit'],
  500: ['api_error', 'Internal server error'],
  504: ['timeout_error', 'The request timed out'],
  529: ['overloaded_error', 'Overloaded'],
};
const schemaPrompt = 300;
const prompt = 8;

/** Anthropic's Messages API, in JSON and as a stream, without a model. */
export function startFakeAnthropic(options: FakeOptions = {}): Promise<FakeAnthropic> {
  const cache = createPromptCache();
  let messages = 0;
  const api: FakeApi<MessageCreateParams, AnthropicStep> = {
    basePath: '',
    maxBodyBytes: 32 * 1024 * 1024,
    requestHeader: 'request-id',
    async read({ path, method, headers, bytes }) {
      if (path !== '/v1/messages' || method !== 'POST') throw new Refusal(404);
      if (!hasKey(headers)) throw new Refusal(401, 'x-api-key header is required');
      if (!headers['anthropic-version']) throw new Refusal(400, 'anthropic-version: header is required');
      const body = parseJson(bytes) as MessageCreateParams;
      await checkMessages(body);
      return body;
    },
    tell({ path, headers }) {
      if (path !== '/v1/models') throw new Refusal(404);
      if (!hasKey(headers)) throw new Refusal(401, 'x-api-key header is required');
      const model = { type: 'model', id: defaults.text, display_name: 'Fake', created_at: '2026-01-01T00:00:00Z' };
      return { data: [model], has_more: false, first_id: model.id, last_id: model.id };
    },
    async answer(body, step) {
      const blocks = await blocksOf(body.system, body.messages);
      const schema = body.output_config?.format?.schema;
      const extra = schema ? schemaPrompt + tokensOf(JSON.stringify(schema)) : 0;
      // The schema is told before anything else.
      if (blocks[0]) blocks[0].tokens += prompt + extra;
      const { read, written } = cache.use(body.model, blocks);
      const all = blocks.reduce((sum, { tokens }) => sum + tokens, 0);
      const said = sayingOf(body, step ?? {});
      const counted = { input: all - read - written, output: said.tokens, cacheRead: read, cacheWrite: written };
      const usage = { ...noUsage, ...counted, ...step?.usage };
      const id = `msg_fake_${(messages += 1)}`;
      const message = messageOf({ id, model: body.model, usage: wireUsage(usage) }, said);
      return { usage, reply: body.stream ? { events: eventsOf(message) } : { json: message } };
    },
    errorBody(status, error, request_id) {
      const [type, message] = usual[status] ?? ['api_error', `Status ${status}`];
      const details = error.code ? { error_code: error.code } : undefined;
      return {
        type: 'error',
        error: { type: error.type ?? type, message: error.message ?? message, details },
        request_id,
      };
    },
  };
  return startFakeServer(api, options);
}

const wireUsage = ({ input, output, cacheRead, cacheWrite }: Usage) => ({
  input_tokens: input,
  output_tokens: output,
  output_tokens_details: null,
  cache_read_input_tokens: cacheRead,
  cache_creation_input_tokens: cacheWrite,
  cache_creation: { ephemeral_5m_input_tokens: cacheWrite, ephemeral_1h_input_tokens: 0 },
  server_tool_use: null,
  service_tier: 'standard' as const,
  inference_geo: null,
  speed: 'standard' as const,
});
