/** Which documents are searched; what is left out is anything. */
export interface KnowledgeFilter {
  category?: string | null | undefined;
  source?: string | null | undefined;
  /** ISO 639-1. */
  language?: string | null | undefined;
  /** All of them, `key=value`. */
  labels?: readonly string[] | null | undefined;
  /** That of this end user, and everybody's. Left out: everybody's alone. */
  onBehalfOf?: string | null | undefined;
}

/** Of a document, what filters go by. */
export interface Filtered {
  category: string;
  source: string;
  language: string | null;
  labels: readonly string[];
  onBehalfOf: string;
}

export const matches = (filter: KnowledgeFilter, document: Filtered): boolean =>
  (document.onBehalfOf === '' || document.onBehalfOf === filter.onBehalfOf) &&
  (filter.category == null || filter.category === document.category) &&
  (filter.source == null || filter.source === document.source) &&
  (filter.language == null || filter.language === document.language) &&
  (filter.labels ?? []).every((label) => document.labels.includes(label));
