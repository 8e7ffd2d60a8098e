/**
 * Factors from RMSE to errors that a share of all points does not exceed, when errors are normally distributed, independent
 * and without bias. As the standard prints them: FGDC-STD-007.3-1998 (NSSDA), Appendix 3-A for 95 %, and for 90 % where it
 * relates itself to the National Map Accuracy Standards of 1947 (CMAS = 2.1460 · RMSEx, VMAS = 1.6449 · RMSEz).
 */
export const factors = {
  /** Radius of a circle, of one axis' RMSE. With RMSEr it is 1.7308 for 95 %, as that is √2 times as much. */
  circle: { 90: 2.146, 95: 2.4477 },
  /** Half of an interval, of its axis' RMSE. */
  line: { 90: 1.6449, 95: 1.96 },
} as const;

/** Below this ratio of the smaller RMSE to the larger the standard has no factor: errors are not on a circle. */
export const leastRoundness = 0.6;
