/** Ids of what is not a run: the type's name, a colon and its key. Of another type it reads an empty key, which nothing has. */
export const typedId = (type: string) => ({
  write: (key: string) => `${type}:${key}`,
  read: (id: string) => (id.startsWith(`${type}:`) ? id.slice(type.length + 1) : ''),
});
