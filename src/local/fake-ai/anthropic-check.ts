import sharp from 'sharp';
import type { ImageBlockParam, MessageCreateParams } from '@anthropic-ai/sdk/resources/messages';
import type { JsonSchema } from './answer-for-schema.ts';
import { Refusal } from '../fake-server/refusal.ts';

const fields = new Set(
  (
    'model messages max_tokens system stream output_config thinking metadata stop_sequences cache_control ' +
    'service_tier tools tool_choice container inference_geo speed diagnostics'
  ).split(' '),
);
const mediaTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
const mostOutput = 128_000;
const mostImageBytes = 5 * 1024 * 1024;
const mostSide = 8000;
const mostSideOfMany = 2000;
const many = 20;

const wrong = (message: string) => new Refusal(400, message);

/** Refuses what the Messages API refuses. */
export async function checkMessages(body: MessageCreateParams): Promise<void> {
  if (typeof body !== 'object' || body === null) throw wrong('The request body is not valid JSON');
  for (const field of Object.keys(body)) {
    if (!fields.has(field)) throw wrong(`${field}: Extra inputs are not permitted`);
  }
  for (const field of ['model', 'max_tokens', 'messages'] as const) {
    if (body[field] === undefined) throw wrong(`${field}: Field required`);
  }
  if (!body.model.startsWith('claude-')) throw new Refusal(404, `model: ${body.model}`);
  if (!Number.isInteger(body.max_tokens) || body.max_tokens < 1) {
    throw wrong('max_tokens: Input should be greater than or equal to 1');
  }
  if (body.max_tokens > mostOutput) {
    throw wrong(
      `max_tokens: ${body.max_tokens} > ${mostOutput}, which is the maximum allowed number of output tokens for ${body.model}`,
    );
  }
  if (!Array.isArray(body.messages) || body.messages.length === 0) {
    throw wrong('messages: at least one message is required');
  }
  checkBlocks(body);
  await checkImages(body);
  const format = body.output_config?.format;
  if (format) checkSchema(format.schema, 'output_config.format.schema');
}

function checkBlocks({ system, messages }: MessageCreateParams): void {
  for (const [index, { role, content }] of messages.entries()) {
    if (role !== 'user' && role !== 'assistant') {
      throw wrong(`messages.${index}.role: Input should be 'user' or 'assistant'`);
    }
    if (content.length === 0) throw wrong(`messages.${index}: all messages must have non-empty content`);
  }
  if (messages.at(-1)?.role === 'assistant') {
    throw wrong(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  }
  const blocks = [system ?? [], ...messages.map(({ content }) => content)].flatMap((content) =>
    typeof content === 'string' ? [] : content,
  );
  if (blocks.some((block) => block.type === 'text' && block.text.trim() === '')) {
    throw wrong('messages: text content blocks must be non-empty');
  }
  const marked = blocks.filter((block) => 'cache_control' in block && block.cache_control).length;
  if (marked > 4) throw wrong(`A maximum of 4 blocks with cache_control may be provided. Found ${marked}.`);
}

async function checkImages({ messages }: MessageCreateParams): Promise<void> {
  const images = messages
    .flatMap(({ content }) => (typeof content === 'string' ? [] : content))
    .filter((block): block is ImageBlockParam => block.type === 'image');
  const side = images.length > many ? mostSideOfMany : mostSide;
  for (const { source } of images) {
    if (source.type !== 'base64') throw wrong('This fake takes images as base64 only');
    if (!mediaTypes.includes(source.media_type)) throw wrong(`media_type: Input should be one of ${mediaTypes.join()}`);
    const bytes = Buffer.from(source.data, 'base64');
    if (bytes.length > mostImageBytes) {
      throw wrong(`image exceeds 5 MB maximum: ${bytes.length} bytes > ${mostImageBytes} bytes`);
    }
    const { format, width, height } = await sharp(bytes)
      .metadata()
      .catch(() => {
        throw wrong('Could not process image');
      });
    if (source.media_type !== `image/${format}`) {
      throw wrong(`Image does not match the provided media type ${source.media_type}`);
    }
    if (Math.max(width, height) > side) {
      throw wrong(`At least one of the image dimensions exceed max allowed size: ${side} pixels`);
    }
  }
}

const keywords = new Set(
  '$ref $defs type description title properties required items minItems enum const anyOf allOf format additionalProperties default'.split(
    ' ',
  ),
);

function checkSchema(schema: JsonSchema, path: string): void {
  for (const [key, value] of Object.entries(schema)) {
    const allowed = keywords.has(key) && !(key === 'minItems' && Number(value) > 1);
    if (!allowed) throw wrong(`${path}: property '${key}' is not supported`);
  }
  if (schema.type === 'object' && schema.additionalProperties !== false) {
    throw wrong(`${path}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  }
  for (const [name, child] of Object.entries({ ...schema.properties, ...schema.$defs })) {
    checkSchema(child, `${path}.${name}`);
  }
  for (const child of [...(schema.anyOf ?? []), ...(schema.allOf ?? []), ...(schema.items ? [schema.items] : [])]) {
    checkSchema(child, path);
  }
}
