import type { DataConverter } from '@temporalio/common';
import { fileURLToPath } from 'node:url';
import { createPayloadCodec } from './payload-codec.ts';
import type { PayloadKey } from './payload-keys.ts';

/** How clients, workers and replays turn values into payloads and back. Without keys nothing is encrypted. */
export const dataConverter = (keys: readonly PayloadKey[] = []): DataConverter => ({
  payloadCodecs: [createPayloadCodec(keys)],
  ...(keys.length > 0 && { failureConverterPath: fileURLToPath(new URL('encoded-failures.cjs', import.meta.url)) }),
});
