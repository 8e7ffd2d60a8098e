import { expect, test } from 'vitest';
import { withoutSecrets } from './without-secrets.ts';

const token = 'EAAB+canary';

test.for([
  [`The token ${token} is not valid.`, 'The token [token] is not valid.'],
  [`See access_token=${encodeURIComponent(token)}.`, 'See access_token=[token].'],
  ['Cannot fetch https://s3.example/a.jpg?X-Amz-Signature=canary now.', 'Cannot fetch https://s3.example/a.jpg now.'],
  ['url=https%3A%2F%2Fs3.example%2Fa.jpg%3FX-Amz-Signature%3Dcanary&x=1', 'url=https%3A%2F%2Fs3.example%2Fa.jpg'],
] as const)('%s', ([text, shown]) => {
  expect(withoutSecrets(text, token)).toBe(shown);
});
