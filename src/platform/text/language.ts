/** So much of a text says what all of it is written in. */
const enough = 20_000;
/** Fewer letters than this say nothing of their language. */
const least = 6;
/** Languages that the library knows by another name. */
const names: Readonly<Record<string, string>> = { nb: 'no', nn: 'no' };

/** A language as it is told, of a BCP 47 tag; null where it is none of those that can be told. */
export async function knownLanguage(tag: string): Promise<string | null> {
  const { language } = new Intl.Locale(tag);
  const name = names[language] ?? language;
  const { Languages } = (await detector()).info();
  return Object.values(Languages).includes(name) ? name : null;
}

/** The language that a text is written in, as `nl`; null where that cannot be told. */
export async function languageOf(text: string): Promise<string | null> {
  const plain = text.slice(0, enough).replaceAll(/https?:\/\/\S+|[@#][\p{L}\p{N}._]+/gu, ' ');
  if ((plain.match(/\p{L}/gu)?.length ?? 0) < least) return null;
  return (await detector()).detect(plain).language || null;
}

/** Loaded when it is needed: its tables are large. */
const detector = async () => (await import('eld/large')).default;
