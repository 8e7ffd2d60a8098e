import { createSecretKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';

/** What payloads are encrypted with. */
export interface PayloadKey {
  /** Written beside what is encrypted with it. */
  id: string;
  key: KeyObject;
}

/** The name stands beside what is encrypted, for all to read: it is too short for a key that was put into its place. */
const form = /^([\w.-]{1,40}):([0-9a-f]{64})$/i;

/** Several, separated by commas: the first encrypts, all decrypt. */
export const payloadKeys = z
  .string()
  .transform((text, context): PayloadKey[] => {
    const keys = text.split(',').map((part, index) => {
      const [, id = '', hex = ''] = form.exec(part.trim()) ?? [];
      // The text itself is nobody's business.
      if (!id)
        context.addIssue(
          `Number ${index + 1} must be a short name, a colon and 64 hex digits: a:$(openssl rand -hex 32)`,
        );
      return { id, key: createSecretKey(id ? Buffer.from(hex, 'hex') : Buffer.alloc(32)) };
    });
    const ids = keys.map(({ id }) => id);
    const twice = ids.find((id, index) => id && ids.indexOf(id) !== index);
    if (twice !== undefined) context.addIssue(`Two are named ${twice}.`);
    return keys;
  })
  .default([]);
