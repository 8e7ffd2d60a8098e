/** Why a document is not read; the codes are errors of contracts, which say what each means. */
export type DocumentErrorCode =
  | 'DOCUMENT_TOO_LARGE'
  | 'DOCUMENT_ENCRYPTED'
  | 'DOCUMENT_HAS_MACROS'
  | 'DOCUMENT_DAMAGED'
  | 'DOCUMENT_EMPTY'
  | 'DOCUMENT_NOT_TEXT';

/** The document itself is at fault, so trying again is pointless. `message` says what is wrong and what to do. */
export class DocumentRefused extends Error {
  readonly code: DocumentErrorCode;

  constructor(code: DocumentErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
