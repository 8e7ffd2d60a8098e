/** The same JSON without the texts that PostgreSQL does not take: null bytes, and halves of surrogate pairs. */
export const storable = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
    typeof item === 'string' ? item.replace(unstorable, '\ufffd') : item,
  ) as T;

const unstorable = /[\0\p{Cs}]/gu;
