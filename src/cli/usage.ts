export const usage = `Usage: npx tempograph <command>

  start WORKFLOW --input FILE|- [--label KEY=VALUE]... [--rerun] [--watch] [--json]
      starts a run with the input in a JSON file, and writes its id; with --watch it shows the run until it has ended
  runs [--workflow NAME] [--status running,failed] [--label KEY=VALUE] [--since 12h|2026-12-31] [--until ...]
      [--limit 20] [--json]
      lists runs, the newest first
  watch RUN [--json]
      shows a run until it has ended, then its result
  schedules plan FILE|- [--json]
      says what has to be done so that schedules are as the file says
  schedules apply FILE|- [--json]
      does it
  audit [--actor ACTOR] [--limit 20] [--json]
      shows who did what, the newest first
  doctor [--json]
      looks at everything a deployment needs, and says what to do about what is wrong; fails when something is
  health
      asks the process at HOST and PORT whether it is ready, without a PORT that "npm start"; fails when it is not
  keys create --name NAME --role viewer|operator|admin [--workflows A,B] [--expires 30d|12h|2027-01-01]
      makes an API key and writes it to standard output, once: KEY=$(npx tempograph keys create ...)
  keys list
      shows all keys, the newest first; never the keys themselves
  keys revoke NAME-OR-ID
      ends a key, for good
  costs compare --from 2026-12-01 --to 2026-12-31
      holds what calls of models have cost on these days, of UTC, against what Langfuse says; fails when they differ
      by more than a cent

The API is that of TEMPOGRAPH_URL, with the key in TEMPOGRAPH_KEY; else that of an "npm start" that runs in this
checkout, else the one at HOST and PORT. With TEMPOGRAPH_URL, keys are made by that API, too; without, "keys" works in
the database itself, as "costs" always does: that of DATABASE_URL, else the one of that "npm start".

With --json each line of standard output is one JSON value. Exit codes: 0 done, 1 failed or refused, 2 the command makes
no sense, 3 the API does not answer, 130 interrupted.`;

/** The command line makes no sense; the message is one sentence. */
export class UsageError extends Error {}
