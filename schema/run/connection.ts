import type { Run } from '../../src/services/runs/run.ts';
import { connectionType } from '../page.ts';
import { RunInterface } from './interface.ts';

export const RunConnection = connectionType<Run>('Run', RunInterface, {
  one: 'run',
  page: 'A page of runs, newest first. Lists lag behind by moments; a single run never does.',
  edges: 'The runs of this page: fewer than asked where runs were reset, even none while more follow.',
});
