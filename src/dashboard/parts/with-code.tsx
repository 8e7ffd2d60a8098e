/** A text in which what is between backticks is code, as descriptions of the schema have it. */
export function WithCode({ text }: { text: string }) {
  return text.split('`').map((part, n) => (n % 2 === 1 ? <code key={n}>{part}</code> : part));
}
