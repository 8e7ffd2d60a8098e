import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that kill processes take longest, as Temporal has to miss them: they come first, so that none ends alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is vitest's, and no array's
    const sorted = await super.sort(files);
    const kills = new Set(sorted.filter(({ moduleId }) => readFileSync(moduleId, 'utf8').includes('SIGKILL')));
    return [...kills, ...sorted.filter((file) => !kills.has(file))];
  }
}
