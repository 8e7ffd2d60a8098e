/** JSON has no NaN and no infinity: what is not defined is null. */
export const orNull = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null;

/** What a query says; null where its numbers are so large that their squares are none any more. */
export async function unlessTooLarge<T>(query: Promise<T>): Promise<T | null> {
  try {
    return await query;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Out of Range Error')) return null;
    throw error;
  }
}
