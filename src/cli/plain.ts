/** A text that no terminal obeys, and that breaks no line: what would is shown as `?`. */
export const plain = (text: string): string => text.replaceAll(/\p{C}|\p{Zl}|\p{Zp}/gu, '?');
