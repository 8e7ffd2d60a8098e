import type { Publication as Row } from './ledger.ts';

/** A publication as the API shows it. */
export interface Publication extends Omit<Row, 'run' | 'token'> {
  /** Opaque id of the run. */
  run: string;
  /** Key of the brand; `brand` is its id. */
  brandKey: string;
}
