type WithoutNulls<T> = T extends Date
  ? T
  : T extends readonly (infer Item)[]
    ? WithoutNulls<Item>[]
    : T extends object
      ? { [Key in keyof T]: Exclude<WithoutNulls<T[Key]>, null> }
      : T;

/** What was received, with null as if it had been left out: both mean the default. */
export function withoutNulls<T>(value: T): WithoutNulls<T> {
  if (Array.isArray(value)) return value.map(withoutNulls) as WithoutNulls<T>;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value as WithoutNulls<T>;
  const given = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(given.map(([key, item]) => [key, withoutNulls(item)])) as WithoutNulls<T>;
}
