import { expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { createProcessBus } from './process-bus.ts';

test('who speaks does not notice that a listener fails, and neither do the others', () => {
  const bus = createProcessBus(createLog('silent'));
  const heard: unknown[] = [];
  bus.subscribe('topic', () => {
    throw new Error('failed');
  });
  bus.subscribe('topic', (message) => heard.push(message));
  bus.publish('topic', 'sender', 'hello');
  bus.publish('other topic', 'sender', 'not for them');
  expect(heard).toEqual(['hello']);
});
