import type { Storage } from '../../../src/platform/storage.ts';
import type { ActivityContext } from '../../kit/activity.ts';
import { draw } from '../../kit/report/draw.ts';
import { pngOf } from '../../kit/report/png.ts';
import { storeWork } from '../../kit/store.ts';
import type { Chart } from '../charts/chart.ts';

/** Draws charts, and shows each as its picture is done. */
export async function drawCharts(
  storage: Storage,
  charts: readonly Chart[],
  { workKey, signal, report, preview }: Pick<ActivityContext, 'workKey' | 'signal' | 'report' | 'preview'>,
) {
  const drawn = [];
  const svgs = await draw(charts.map(({ spec }) => spec));
  for (const [at, svg] of svgs.entries()) {
    signal.throwIfAborted();
    const png = await pngOf(svg);
    preview(png);
    const store = (extension: string, bytes: Buffer, contentType: string) =>
      storeWork(storage, `${workKey}/${at + 1}.${extension}`, bytes, { contentType, signal });
    drawn.push({
      png: await store('png', png, 'image/png'),
      svg: await store('svg', Buffer.from(svg), 'image/svg+xml'),
    });
    report({ done: drawn.length, total: charts.length, unit: 'charts' });
  }
  return drawn;
}
