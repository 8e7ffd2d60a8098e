/** Why a document is not read; the codes are errors of contracts. */
export const documentErrors = {
  DOCUMENT_TOO_LARGE:
    'The document has more bytes, pages or characters than are read, or takes too long or too much memory.',
  DOCUMENT_ENCRYPTED: 'The document is protected by a password.',
  DOCUMENT_HAS_MACROS: 'The document contains macros.',
  DOCUMENT_DAMAGED: 'The document is damaged or incomplete.',
  DOCUMENT_EMPTY: 'The document has no text.',
  DOCUMENT_NOT_TEXT: 'The document is of a kind that is not read, or in an encoding that cannot be told.',
} as const;

export type DocumentErrorCode = keyof typeof documentErrors;

/** The document itself is at fault, so trying again is pointless. `message` says what is wrong and what to do. */
export class DocumentRefused extends Error {
  readonly code: DocumentErrorCode;

  constructor(code: DocumentErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
