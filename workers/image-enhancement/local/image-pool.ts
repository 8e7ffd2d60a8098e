import { availableParallelism } from 'node:os';
import 'sharp'; // on glibc its library has to be loaded by the main thread first, or it is unloaded with a thread
import { moduleUrl } from '../../../src/platform/module-url.ts';
import { createThreadPool } from '../../../src/platform/thread-pool.ts';
import type { ImageJob, ImageMessage } from './image-messages.ts';

/** As many images at a time as there are cores. Its threads are never terminated: libvips may be at work in them. */
export const { submit, withdraw } = createThreadPool<ImageJob, ImageMessage>({
  module: moduleUrl('./image-thread', import.meta.url),
  name: 'image',
  limit: availableParallelism(),
  transfer: ({ bytes }) => [bytes.buffer],
  isLast: (message) => message.type !== 'progress',
});
