/** Why a signal was aborted, as something to throw. */
export const abortReason = ({ reason }: AbortSignal): Error =>
  reason instanceof Error ? reason : new Error('Aborted.', { cause: reason });
