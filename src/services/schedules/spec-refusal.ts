import { InvalidInputError } from '../../errors.ts';
import { invalidReason, isNotFound, type Temporal } from '../../platform/temporal.ts';
import { throwawayRequest, type ProtoSpec } from './throwaway-request.ts';

/** The same error, or InvalidInputError when the server refuses a spec: at the cron expressions that are wrong, if any are. */
export async function specRefusal(temporal: Temporal, error: unknown, spec: ProtoSpec | null = {}): Promise<unknown> {
  const reason = invalidReason(error);
  if (reason === null) return error;
  const issues: InvalidInputError['issues'] = [];
  for (const [index, text] of (spec?.cronString ?? []).entries()) {
    const message = invalidReason(await refusedWith(temporal, { cronString: [text] }));
    if (message !== null) issues.push({ path: ['spec', 'cron', String(index)], message: inShort(message) });
  }
  if (issues.length > 0) return new InvalidInputError(issues);
  const path = reason.includes('unknown time zone') ? ['spec', 'timeZone'] : ['spec'];
  return new InvalidInputError([{ path, message: inShort(reason) }]);
}

/** What the server says against a spec, or null. It changes nothing. */
export async function refusedWith(temporal: Temporal, spec: ProtoSpec): Promise<unknown> {
  try {
    // The server looks at what is asked for before it looks for the schedule (measured, 1.31), and there is none of this name.
    await temporal.call(() => temporal.service.updateSchedule(throwawayRequest(temporal, spec)));
    return null;
  } catch (error) {
    return isNotFound(error) ? null : error;
  }
}

/** Without what the field says already. */
const inShort = (reason: string) => `${reason.replace(/^Invalid schedule spec: /, '').replace(/\.$/, '')}.`;
