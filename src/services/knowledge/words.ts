import { sql, type SQL } from 'drizzle-orm';

/** What PostgreSQL knows the stems of, by ISO 639-1. */
const configurations: Readonly<Record<string, string>> = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hi: 'hindi',
  hu: 'hungarian',
  hy: 'armenian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  ne: 'nepali',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
  yi: 'yiddish',
};

/** PostgreSQL's own name for a language; null where it knows no stems of it. */
const configurationOf = (language: string | null) => (language && configurations[language]) || null;

/** A text as full-text search knows it, a `tsvector`: its words as they are, and their stems where the language is known. */
export function searchable(text: string, language: string | null): SQL<string> {
  const configuration = configurationOf(language);
  const plain = sql<string>`to_tsvector('simple', ${text})`;
  return configuration ? sql<string>`${plain} || to_tsvector(${configuration}::regconfig, ${text})` : plain;
}
