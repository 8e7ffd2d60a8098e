/** The kit's own activity: deletes what a run left under its work keys. Registered on every queue. */
export const discardActivity = {
  type: 'tempograph.discard',
  startToClose: '5 minutes',
  retry: { attempts: 10 },
  repeatable: 'deleting what is gone already changes nothing',
} as const;
