import { createCipheriv, createDecipheriv, randomBytes, type CipherKey } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** Encrypts: a random start, what is encrypted, and the mark by which `decrypted` sees whether it still is that. `place` is not kept. */
export function encrypted(key: CipherKey, plain: Uint8Array, place = ''): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(place));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Throws for what another key has encrypted, what was meant for another place, and what was changed since. */
export function decrypted(key: CipherKey, bytes: Uint8Array, place = ''): Buffer {
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(place))
    .setAuthTag(bytes.subarray(-tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
}
