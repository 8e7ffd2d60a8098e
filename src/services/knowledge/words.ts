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

/**
 * What of a search a `tsquery` looks for: any of its words, or of their stems in these languages. Words that mean little in
 * one of them are left out, unless there are no others. Null in SQL where there is no word at all.
 */
export function lookedFor(search: string, languages: readonly string[]): SQL {
  const known = languages.flatMap((language) => configurationOf(language) ?? []);
  return sql`(
    WITH plain AS (SELECT unnest(tsvector_to_array(to_tsvector('simple', ${search}))) AS word),
    stems AS (
      SELECT word, tsvector_to_array(to_tsvector(configuration::regconfig, word)) AS stems
      FROM plain, unnest(${sql.param([...new Set(known)])}::text[]) AS configuration
    ),
    kept AS (SELECT word FROM plain WHERE NOT EXISTS (SELECT FROM stems WHERE stems.word = plain.word AND stems.stems = '{}')),
    used AS (SELECT word FROM kept UNION ALL SELECT word FROM plain WHERE NOT EXISTS (SELECT FROM kept)),
    wanted AS (SELECT word FROM used UNION SELECT unnest(stems) FROM stems JOIN used USING (word))
    SELECT string_agg('''' || replace(replace(word, '\\', '\\\\'), '''', '''''') || '''', ' | ')::tsquery FROM wanted
  )`;
}

/** All of which the stems are known. */
export const languagesWithStems: readonly string[] = Object.keys(configurations);
