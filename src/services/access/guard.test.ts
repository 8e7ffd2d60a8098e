import { expect, onTestFinished, test, vi } from 'vitest';
import { ForbiddenError } from '../../errors.ts';
import { readSettings } from '../../platform/env.ts';
import { createStorage } from '../../platform/storage.ts';
import type { Services } from '../services.ts';
import { accessOf } from './access.ts';
import { anyone, type Caller } from './caller.ts';
import { guardServices } from './guard.ts';

const hour = 3600;
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);
const watcher = { permissions: ['WATCH'], runs: ['a'], workflows: null } as const;

test('a link to a preview is for who may watch, and ends with them', async () => {
  const asked = vi.fn(async (_key: string, _seconds: number) => 'a link');
  const previewLink = (caller: Partial<Caller>) =>
    guardServices({ previewLink: asked } as unknown as Services, { ...anyone, ...caller }).previewLink('key');
  await expect(previewLink({ access: { ...watcher, permissions: ['DECIDE'] } })).rejects.toThrow(ForbiddenError);
  expect(asked).not.toHaveBeenCalled();
  expect(await previewLink({ access: watcher, expiresAt: inSeconds(60) })).toBe('a link');
  expect(asked).toHaveBeenCalledExactlyOnceWith('key', 60);
});

test('a token that may decide lets no run spend more than who started it allowed', async () => {
  const approval = { id: 'question', run: 'a', workflow: 'caption', name: 'budget' };
  const decided = vi.fn(async (_id: string, _input: object) => approval);
  const approvals = { get: async () => approval, decide: decided };
  const decide = (choice: string, access: Caller['access']) =>
    guardServices({ approvals } as unknown as Services, { ...anyone, access }).approvals.decide('question', { choice });
  const visitor = { ...watcher, permissions: ['DECIDE'] } as const;
  await expect(decide('RAISE', visitor)).rejects.toThrow('START');
  expect(decided).not.toHaveBeenCalled();
  await decide('STOP', visitor);
  await decide('RAISE', accessOf('OPERATOR'));
  expect(decided).toHaveBeenCalledTimes(2);
});

test.each<[string, Partial<Caller>, number, number]>([
  ['a key for as long as it asked', { access: accessOf('VIEWER') }, 2 * hour, 2 * hour],
  ['a key that expires not longer than that', { access: accessOf('VIEWER'), expiresAt: inSeconds(600) }, hour, 600],
  ['a token not longer than it lives', { access: watcher, expiresAt: inSeconds(60) }, hour, 60],
  ['who shares an execution not long', { access: watcher }, 24 * hour, hour],
])('a link is good for %s', async (_who, caller, asked, given) => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'id').stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  const storage = createStorage(readSettings({ S3_ENDPOINT: 'http://127.0.0.1:1' }).storage);
  onTestFinished(() => (vi.unstubAllEnvs(), storage.close()));
  const { link } = guardServices({ link: storage.link } as Services, { ...anyone, ...caller });
  const url = new URL(await link({ bucket: 'tempograph', key: 'photo.jpg' }, asked));
  const seconds = Number(url.searchParams.get('X-Amz-Expires'));
  expect(seconds).toBeLessThanOrEqual(given);
  expect(seconds).toBeGreaterThan(given - 30);
});
