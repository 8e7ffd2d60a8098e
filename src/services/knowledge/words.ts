import { getTableName, sql, type SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';

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

/** In how many texts of a table words are that are in many, as PostgreSQL's statistics of its column `words` tell. */
const commonIn = (table: PgTable) => sql`
  SELECT form, frequency * greatest(reltuples, 0) AS texts
  FROM pg_class JOIN pg_stats ON tablename = relname AND schemaname = relnamespace::regnamespace::text AND attname = 'words',
    unnest(most_common_elems::text::text[], most_common_elem_freqs) AS element (form, frequency)
  WHERE pg_class.oid = ${getTableName(table)}::regclass`;

const oneOf = (forms: SQL) =>
  sql`string_agg(DISTINCT '''' || replace(replace(form, '\\', '\\\\'), '''', '''''') || '''', ' | ') ${forms}`;

/**
 * What a search looks for, as a SELECT of two values of the type `tsquery`. `query`: any of its words, or of their stems in these
 * languages; words that mean little in one of them are left out, unless there are no others. `rare`: those of them, the rarest
 * first, that are in `most` texts of a table together, about. Both are null where there is no word at all.
 */
export function lookedFor(
  search: string,
  languages: readonly string[],
  { table, most }: { table: PgTable; most: number },
): SQL {
  const known = languages.flatMap((language) => configurationOf(language) ?? []);
  return sql`
    WITH plain AS (SELECT unnest(tsvector_to_array(to_tsvector('simple', ${search}))) AS word),
    stems AS (
      SELECT word, tsvector_to_array(to_tsvector(configuration::regconfig, word)) AS stems
      FROM plain, unnest(${sql.param([...new Set(known)])}::text[]) AS configuration
    ),
    kept AS (SELECT word FROM plain WHERE NOT EXISTS (SELECT FROM stems WHERE stems.word = plain.word AND stems.stems = '{}')),
    used AS (SELECT word FROM kept UNION ALL SELECT word FROM plain WHERE NOT EXISTS (SELECT FROM kept)),
    wanted AS (SELECT word, word AS form FROM used UNION SELECT word, unnest(stems) FROM stems JOIN used USING (word)),
    common AS (${commonIn(table)}),
    counted AS (SELECT word, sum(coalesce(texts, 0)) AS texts FROM wanted LEFT JOIN common USING (form) GROUP BY word),
    summed AS (
      SELECT word, row_number() OVER by_texts = 1 OR sum(texts) OVER by_texts <= ${most} AS is_rare
      FROM counted WINDOW by_texts AS (ORDER BY texts, word)
    )
    SELECT (${oneOf(sql``)})::tsquery AS query, (${oneOf(sql`FILTER (WHERE is_rare)`)})::tsquery AS rare
    FROM wanted JOIN summed USING (word)`;
}

/** All of which the stems are known. */
export const languagesWithStems: readonly string[] = Object.keys(configurations);
