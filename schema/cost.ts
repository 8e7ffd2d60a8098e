/** What a field says in its `extensions` of what it costs besides putting an object into the answer. */
export interface FieldCost {
  /** In units of one object in an answer; `MAX_COST` limits the sum of an operation. Default 0. */
  cost?: number;
  /** Makes others work for money: one request may do so once. */
  spends?: true;
}

/** What an argument says in its `extensions` that is the number of items of a list. */
export interface PageCost {
  /** How many there are at most, whatever is asked for. */
  most?: number;
}

/** What the fields of this schema cost. A list of runs weighs most: Temporal answers ten a second. */
export const cost = {
  /** Describes one run, or reads an event of its history. */
  call: { cost: 5 },
  /** Reads a history, or part of one. */
  history: { cost: 20 },
  /** Asks visibility for a page of runs. */
  list: { cost: 100 },
  /** Sums what calls of models have cost: of one run, or of many. */
  sum: { cost: 5 },
  sums: { cost: 100 },
  /** Reads our own database, by an index. */
  record: { cost: 3 },
  /** Asks somebody else's server, who counts. */
  abroad: { cost: 20 },
  /** Looks at everything. */
  examination: { cost: 500 },
  /** Signs a link. */
  link: { cost: 2 },
  /** Starts work. */
  start: { cost: 5, spends: true },
} as const satisfies Record<string, FieldCost>;
