import { hkdfSync } from 'node:crypto';
import { decrypted, encrypted } from '../../platform/cipher.ts';

/** Encrypts what is stored. Whatever is sealed for one place cannot be opened as that of another. */
export function createSeal(secret: string) {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'tempograph: tokens of channels', 32));
  return {
    seal: (text: string, place: string): string => encrypted(key, Buffer.from(text), place).toString('base64'),

    /** Null for what another secret, or one for another place, has sealed. */
    open(sealed: string, place: string): string | null {
      try {
        return decrypted(key, Buffer.from(sealed, 'base64'), place).toString();
      } catch {
        return null; // it says nothing more than that
      }
    },
  };
}

/** Where the token of a channel is sealed for. */
export const sealedFor = (brandId: string, kind: string) => `${brandId} ${kind}`;
