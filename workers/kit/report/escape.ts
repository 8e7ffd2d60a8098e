const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML shows it, in elements and in attributes with quotes. */
export const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => entities[letter]!);
