/** What went wrong, for people. Node puts all it has tried for a name with several addresses into an error without a message. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError && !error.message) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
};
