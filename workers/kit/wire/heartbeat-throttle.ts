/** What activities have whose contract does not say how long their worker may be silent. */
export const usualHeartbeat = '30 seconds';

/** Temporal's worker sends heartbeats no more often than this. Slow beside a bus, which is the fast path; quick without one. */
export const heartbeatThrottleMs = (busCarries: boolean) => (busCarries ? 2000 : 200);
