import { DatabaseError } from 'pg';

/** Classes of SQLSTATE: connection exception, insufficient resources, operator intervention (PostgreSQL manual, appendix A). */
const away = /^(08|53|57P)/;
/** Node's own codes, of sockets and of name resolution. */
const lost = /^(ECONN|ENET|EHOST|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_)/;
/** What `pg` says without a code. */
const told = /timeout|Connection terminated|Cannot use a pool after/i;

/** Whether an error of a query says that the server does not answer, and not that something is wrong with the query. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof DatabaseError) return away.test(error.code ?? '');
  if (error instanceof AggregateError) return error.errors.every(isUnreachable);
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && lost.test(code)) return true;
  return told.test(error.message);
}
