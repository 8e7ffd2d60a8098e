import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { decrypted, encrypted } from './cipher.ts';
import type { PayloadKey } from './payload-keys.ts';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;
/** The form that Temporal's own samples have in all languages, so that workers written in others can read it. */
const encoding = 'binary/encrypted';
const keyIdField = 'encryption-key-id';

/** A payload that cannot be decrypted here. Its message says what to do. */
export class PayloadKeyError extends Error {
  constructor(
    readonly keyId: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Encrypts what goes to Temporal with the first key, and decrypts what comes back with whichever it was. What was never
 * encrypted is passed through, so keys may be introduced, and given up, while runs go on.
 */
export function createPayloadCodec(keys: readonly PayloadKey[]): PayloadCodec {
  const [first] = keys;
  const known = new Map(keys.map((key) => [key.id, key]));
  return {
    encode: async (payloads) => (first ? payloads.map((payload) => encrypt(payload, first)) : payloads),
    decode: async (payloads) => payloads.map((payload) => decrypt(payload, known)),
  };
}

function encrypt(payload: Payload, { id, key }: PayloadKey): Payload {
  return {
    metadata: { encoding: Buffer.from(encoding), [keyIdField]: Buffer.from(id) },
    data: encrypted(key, PayloadMessage.encode(payload).finish()),
  };
}

function decrypt(payload: Payload, known: ReadonlyMap<string, PayloadKey>): Payload {
  const { metadata, data } = payload;
  if (text(metadata?.['encoding']) !== encoding) return payload;
  const id = text(metadata?.[keyIdField]);
  const found = known.get(id);
  if (!found) throw new PayloadKeyError(id, `It is encrypted with the key "${id}": add that one to PAYLOAD_KEYS.`);
  try {
    return PayloadMessage.decode(decrypted(found.key, data ?? new Uint8Array()));
  } catch (cause) {
    const message = `It is not what the key "${id}" encrypted: PAYLOAD_KEYS has another one under that name, or it was changed since.`;
    throw new PayloadKeyError(id, message, { cause });
  }
}

const text = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString();
