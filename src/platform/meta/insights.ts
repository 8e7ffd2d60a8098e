import * as z from 'zod';

/** How people took to a post; null where Meta does not say, as of small accounts and in the first hours. */
export interface MetaInsights {
  /** People who have seen it. */
  reach: number | null;
  views: number | null;
  likes: number | null;
  comments: number | null;
  shares: number | null;
  saves: number | null;
}

/** An edge of metrics, each with one value. */
export const metrics = z
  .object({
    data: z.array(z.object({ name: z.string(), values: z.array(z.object({ value: z.unknown() })).default([]) })),
  })
  .transform(({ data }) => {
    const values = new Map(data.map(({ name, values: [first] }) => [name, first?.value]));
    return (name: string): number | null => {
      const value = values.get(name);
      return typeof value === 'number' ? value : null;
    };
  });
