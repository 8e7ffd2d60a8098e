import type { DestinationPrefix, ObjectLocation } from '../kit/objects.ts';

/** What the keys of results begin with: `in/sales.csv` becomes `analyses/in/sales.csv/` unless the caller says otherwise. */
export const destinationOf = ({
  source,
  destination,
}: {
  source: ObjectLocation;
  destination?: DestinationPrefix | undefined;
}): DestinationPrefix => destination ?? { bucket: source.bucket, prefix: `analyses/${source.key}/` };

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
