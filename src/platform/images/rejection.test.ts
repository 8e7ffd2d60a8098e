import { describe, expect, test } from 'vitest';
import { asRejection, ImageRejected } from './rejection.ts';

describe('the image is at fault, so it is not tried again', () => {
  test.for([
    [
      'IMAGE_TOO_LARGE',
      'heifload_buffer: Memory allocation error: Security limit exceeded: Allocating 33554432 bytes exceeds the security limit of 16777216 bytes (6.1000)',
    ],
    ['IMAGE_TOO_LARGE', 'heif: Invalid input: Security limit exceeded (2.1000)\nheif: threads of 3'],
    [
      'IMAGE_TOO_LARGE',
      'tiff2vips: Memory allocation of 99999999 bytes is beyond the 52428800 byte limit defined in open options',
    ],
    [
      'IMAGE_TOO_LARGE',
      'Cumulated memory allocation of 9 + 9 bytes is beyond the 12 cumulated byte limit defined in open options',
    ],
    ['IMAGE_TOO_LARGE', 'Input image exceeds pixel limit'],
    ['CORRUPT_IMAGE', 'VipsJpeg: premature end of JPEG image'],
  ] as const)('%s: %s', ([code, message]) => {
    expect(asRejection(new Error(message))).toMatchObject({ constructor: ImageRejected, code });
  });

  test('the sentence names the root, which is the last line', () => {
    const error = new Error('heif: something\nheif: Memory allocation error: Security limit exceeded\n');
    expect((asRejection(error) as Error).message).toBe(
      'The image exceeds a limit of its decoder (heif: Memory allocation error: Security limit exceeded).',
    );
  });
});

test.for([
  ['a machine without memory', new Error('out of memory --- size == 48MB')],
  ['libheif without memory', new Error('heif: Memory allocation error: Unspecified (6.0)')],
  ['a machine without threads', new Error('Error creating thread: Resource temporarily unavailable')],
  ['the time limit, which the clock words', new Error('timeout: 42% complete')],
  ['an abort', new DOMException('The enhancement was stopped.', 'AbortError')],
  ['what is a rejection already', new ImageRejected('CORRUPT_IMAGE', 'The image is damaged.')],
  ['what is no error', 'text'],
] as const)('%s stays as it is', ([, error]) => {
  expect(asRejection(error)).toBe(error);
});
