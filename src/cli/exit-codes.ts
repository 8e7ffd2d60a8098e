/** What scripts are told by. README has them. */
export const exitCodes = {
  done: 0,
  /** What was asked for has failed, or was refused. */
  failed: 1,
  /** The command makes no sense. */
  usage: 2,
  /** The API does not answer. */
  unreachable: 3,
  /** Ctrl-C, as shells say it. */
  interrupted: 130,
} as const;
