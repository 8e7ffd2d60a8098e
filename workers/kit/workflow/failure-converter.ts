import { DefaultFailureConverter } from '@temporalio/common';

/** Set before workflow code is loaded, by the worker: nothing else of its settings reaches the sandbox. */
const { tempographEncrypts = false } = globalThis as { tempographEncrypts?: boolean };

/** Messages of failures are payloads where payloads are encrypted; elsewhere whoever looks at Temporal can read them. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: tempographEncrypts });
