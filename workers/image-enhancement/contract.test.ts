import { expect, test } from 'vitest';
import { imageEnhancement } from './contract.ts';

const source = { bucket: 'photos', key: 'in/alps.jpg' };
const issuesOf = (destination: { bucket: string; key: string }) =>
  imageEnhancement.input.safeParse({ source, destination }).error?.issues.map(({ message }) => message);

test.for(['in/alps.jpg', 'in//alps.jpg', '//in/alps.jpg'])('a result may not replace its own source as %s', (key) => {
  expect(issuesOf({ bucket: 'photos', key })).toEqual(['The result must not replace its own source.']);
});

test.for([
  { bucket: 'prints', key: 'in/alps.jpg' },
  { bucket: 'photos', key: 'in/alps.png' },
])('it may go to %j', (destination) => {
  expect(issuesOf(destination)).toBeUndefined();
});
