import { expect, test, vi } from 'vitest';
import { createMailbox } from './mailbox.ts';

function mailbox() {
  const closed = vi.fn<() => void>();
  const replaced = vi.fn<() => void>();
  return { box: createMailbox<number>(closed, replaced), closed, replaced };
}

test('who reads slowly gets the newest, and the last always', async () => {
  const { box, closed, replaced } = mailbox();
  for (let n = 1; n <= 1000; n++) box.put(n);
  expect(await box.values.next()).toEqual({ done: false, value: 1000 });
  box.put(1001);
  expect(closed).not.toHaveBeenCalled();
  box.end();
  expect(await box.values.next()).toEqual({ done: false, value: 1001 });
  expect(await box.values.next()).toEqual({ done: true, value: undefined });
  expect(closed).toHaveBeenCalledOnce();
  expect(replaced).toHaveBeenCalledTimes(999);
});

test('who waits gets the next as it comes', async () => {
  const { box } = mailbox();
  const waiting = box.values.next();
  box.put(1);
  expect(await waiting).toEqual({ done: false, value: 1 });
});

test('an end with an error is told once', async () => {
  const { box, closed } = mailbox();
  const waiting = box.values.next();
  box.end(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  expect(await box.values.next()).toEqual({ done: true, value: undefined });
  expect(closed).toHaveBeenCalledOnce();
});

test('who leaves while waiting is let go', async () => {
  const { box, closed } = mailbox();
  const waiting = box.values.next();
  await box.values.return();
  expect(await waiting).toEqual({ done: true, value: undefined });
  box.put(1);
  expect(await box.values.next()).toEqual({ done: true, value: undefined });
  expect(closed).toHaveBeenCalledOnce();
});
