/** The fields of a value that can be written as JSON; `refuse` is told of every other. */
export function writable<T extends object>(value: T, refuse: (field: string, error: unknown) => void): Partial<T> {
  const fields = Object.entries(value).filter(([field, content]) => {
    try {
      JSON.stringify(content);
      return true;
    } catch (error) {
      refuse(field, error);
      return false;
    }
  });
  return Object.fromEntries(fields) as Partial<T>;
}
