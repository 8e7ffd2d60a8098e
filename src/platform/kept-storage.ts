import type { Settings } from './env.ts';
import { createStorage, type Storage } from './storage.ts';

const kept = new Map<string, Storage>();

/** Storage for a thread, which keeps it from job to job with its connections; a process has one set of settings. */
export function keptStorage(settings: Settings['storage']): Storage {
  const name = JSON.stringify(settings);
  const storage = kept.get(name) ?? createStorage(settings);
  kept.set(name, storage);
  return storage;
}
