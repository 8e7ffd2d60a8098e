import { expect, test } from 'vitest';
import { imageEnhancement } from './contract.ts';

const source = { bucket: 'photos', key: 'in/alps.jpg' };
const issuesOf = (destination: { bucket: string; key: string }) =>
  imageEnhancement.input.safeParse({ source, destination }).error?.issues.map(({ message }) => message);

test('a result may not replace its own source', () => {
  expect(issuesOf(source)).toEqual(['The result must not replace its own source.']);
});

test.for(['in//alps.jpg', '//in/alps.jpg'])('nor does another spelling of its key, %s, get that far', (key) => {
  expect(issuesOf({ bucket: 'photos', key })).toEqual([expect.stringContaining('two of them in a row')]);
});

test.for([
  { bucket: 'prints', key: 'in/alps.jpg' },
  { bucket: 'photos', key: 'in/alps.png' },
])('it may go to %j', (destination) => {
  expect(issuesOf(destination)).toBeUndefined();
});
