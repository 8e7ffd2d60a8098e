import type * as z from 'zod';

/** What the fields of an object are, by `.describe()`. */
export const textsOf = <Shape extends z.ZodRawShape>(shape: Shape): { [Field in keyof Shape]: string } =>
  Object.fromEntries(Object.entries(shape).map(([field, type]) => [field, (type as z.ZodType).description ?? ''])) as {
    [Field in keyof Shape]: string;
  };
