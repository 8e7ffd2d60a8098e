/** What stops a local start: the message is one sentence for the person at the terminal, printed without a stack. */
export class StartFailure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
