/** UNKNOWN: no such system here. OUTSIDE: the system has no coordinates there. */
type Code = 'UNKNOWN' | 'OUTSIDE';

/** Why a coordinate reference system cannot be used, in a sentence for people. */
export class CrsRejected extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
