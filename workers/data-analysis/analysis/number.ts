/** JSON has no NaN and no infinity: what is not defined is null. */
export const orNull = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null;
