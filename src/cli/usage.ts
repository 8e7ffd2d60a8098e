export const usage = `Usage: npx tempograph <command>

  keys create --name NAME --role viewer|operator|admin [--workflows A,B] [--expires 30d|12h|2027-01-01]
      makes an API key and writes it to standard output, once: KEY=$(npx tempograph keys create ...)
  keys list
      shows all keys, the newest first; never the keys themselves
  keys revoke NAME-OR-ID
      ends a key, for good
  costs compare --from 2026-12-01 --to 2026-12-31
      holds what calls of models have cost on these days, of UTC, against what Langfuse says; fails when they differ
      by more than a cent

The database is that of DATABASE_URL, else the one of an "npm start" that runs in this checkout.`;

/** The command line makes no sense; the message is one sentence. */
export class UsageError extends Error {}
