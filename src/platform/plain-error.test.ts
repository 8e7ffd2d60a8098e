import { expect, test } from 'vitest';
import { BucketNotFoundError, DomainError, ScratchFullError } from '../errors.ts';
import { fromPlain, toPlain } from './plain-error.ts';

const sent = (error: unknown) => fromPlain(structuredClone(toPlain(error)));

test('an error keeps its name, its message and its stack from thread to thread', () => {
  const error = new TypeError('It is no number.', { cause: () => 'cannot be cloned' });
  const { name, message, stack } = error;
  expect(sent(error)).toMatchObject({ name, message, stack });
  expect(sent(error)).not.toBeInstanceOf(DomainError);
  expect(sent('thrown text').message).toBe('thrown text');
});

test.each([new ScratchFullError(null), new BucketNotFoundError('videos')])(
  'one that can be acted on keeps its code: $code',
  (error) => {
    const { code, transient, message } = error;
    expect(sent(error)).toBeInstanceOf(DomainError);
    expect(sent(error)).toMatchObject({ code, transient, message });
  },
);
