/** The kit's own activity: deletes what a run left under its work keys. Registered on every queue. */
export const discardActivity = {
  type: 'tempograph.discard',
  startToClose: '5 minutes',
  // The run's outcome is known by now and only waits for this: what cannot be deleted is not worth much of that wait.
  scheduleToClose: '10 minutes',
  retry: { attempts: 10 },
  repeatable: 'deleting what is gone already changes nothing',
} as const;
