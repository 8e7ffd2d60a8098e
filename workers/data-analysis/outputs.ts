import type * as z from 'zod';
import type { DestinationPrefix } from '../kit/objects.ts';
import { dataAnalysis } from './contract.ts';

type Input = z.output<typeof dataAnalysis.input>;

/**
 * What the keys of results begin with. Another input has another place, so that neither two files of one name, as of a batch, nor two
 * runs with the same file get in each other's way; the same input has the same place, where the same is written again.
 */
export function destinationOf(input: Input): DestinationPrefix {
  const { bucket, prefix } = input.destination ?? { bucket: input.source.bucket, prefix: 'analyses/' };
  const work = dataAnalysis.workflowId(input).replace(/^.*-/, '').slice(0, 12);
  return { bucket, prefix: `${prefix}${input.source.key}/${work}/` };
}

/** Where the results go. */
export function outputsOf({ bucket, prefix }: DestinationPrefix) {
  const at = (name: string) => ({ bucket, key: `${prefix}${name}` });
  return {
    html: at('report.html'),
    json: at('analysis.json'),
    rejected: at('rejected.csv'),
    assignments: at('clusters.csv'),
    answer: at('answer.csv'),
    chart: (n: number, extension: 'png' | 'svg') => at(`charts/${n}.${extension}`),
  };
}
