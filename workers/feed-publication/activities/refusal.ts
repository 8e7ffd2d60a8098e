import { BrandNotConnectedError } from '../../../src/errors.ts';
import { MetaError } from '../../../src/platform/meta/meta-error.ts';
import type { Publication, Reason } from '../../../src/services/publications/ledger.ts';
import type { Tools } from './tools.ts';

/** A channel that asks to be left alone for longer than this is not waited for. */
const longestWaitMs = 15 * 60_000;

/** Why a post cannot be brought to its channel. */
export type Refusal = BrandNotConnectedError | MetaError;

export const isRefusal = (error: unknown): error is Refusal =>
  error instanceof BrandNotConnectedError || error instanceof MetaError;

/** For how long to leave the channel alone before the same is tried again; null: that is not worth it. */
export function waitAfter(error: Refusal): number | null {
  if (!(error instanceof MetaError)) return null;
  const { kind } = error;
  const again = kind === 'EXPIRED' || kind === 'NOT_READY';
  if (!again && kind !== 'BUSY' && kind !== 'LIMIT') return null;
  const waitMs = error.retryAfterMs ?? (again ? 0 : Infinity);
  return waitMs <= longestWaitMs ? waitMs : null;
}

/** Settles a post that its channel does not take. */
export async function refuse({ ledger, tokens }: Tools, row: Publication, connection: string | null, error: Refusal) {
  await stopChannel(tokens, row, connection, error);
  return ledger.failed(row, reasonOf(error));
}

/** A token that is not taken has to be replaced before anything else is asked with it. */
export async function stopChannel(
  tokens: Tools['tokens'],
  { brand, channel }: Publication,
  connection: string | null,
  error: Refusal,
): Promise<void> {
  if (connection === null || !(error instanceof MetaError)) return;
  const { kind, message } = error;
  if (kind === 'TOKEN' || kind === 'PERMISSION') await tokens.refused(brand, channel, connection, message);
}

export const reasonOf = (error: Refusal): Reason => ({
  failure: error instanceof MetaError ? error.kind : 'BRAND_NOT_CONNECTED',
  message: error.message,
});
