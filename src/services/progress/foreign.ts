import type { ActivityProgress } from '../../../workers/kit/wire/heartbeat.ts';

/** Characters of a message; a whole log in a heartbeat is no message. */
const longestMessage = 1000;
/** Levels of a detail; deeper ones could not be serialised for a client. */
const deepest = 30;

type Amount = Pick<ActivityProgress, 'done' | 'total'>;
type Fields = Readonly<Record<string, unknown>>;

/**
 * What the heartbeat of a worker without our kit says, by the few conventions that mean one thing only; README lists them.
 * `values` are its details, `undefined` for what could not be decoded. What fits none of them is the `detail`.
 */
export function foreignProgress(values: readonly unknown[]): ActivityProgress {
  const readings = values.map(readingOf);
  const first = (key: keyof ActivityProgress) => readings.find((reading) => reading[key] !== undefined);
  const { done, total } = first('done') ?? {};
  const rest = readings.flatMap(({ detail }) => (detail === undefined ? [] : [detail]));
  return withoutUndefined({
    done,
    total,
    unit: first('unit')?.unit,
    message: first('message')?.message,
    detail: rest.length > 1 ? rest : rest[0],
  });
}

function readingOf(value: unknown): ActivityProgress {
  if (typeof value === 'number') return fractionOrCount(value);
  if (typeof value === 'string') return { message: text(value) };
  if (!isJson(value, deepest)) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { detail: value ?? undefined };
  const fields = value as Fields;
  const message = [fields['message'], fields['status']].find((said) => typeof said === 'string');
  const unit = fields['unit'];
  return {
    ...amountOf(fields),
    message: text(message),
    unit: typeof unit === 'string' ? text(unit) : undefined,
    detail: value,
  };
}

/** One that counts sends 1 as its second beat; as a fraction that would be all, so only less than 1 is one. */
const fractionOrCount = (value: number): Amount =>
  isWithin(value, 1) && value < 1 ? { done: value, total: 1 } : isAmount(value) ? { done: value } : {};

function amountOf(fields: Fields): Amount {
  const { total, fraction, percent, percentage, progress } = fields;
  const counted = ['done', 'current', 'completed', 'processed'].map((key) => fields[key]).find(isAmount);
  if (isAmount(total) && total > 0) {
    const done = counted ?? (isAmount(progress) ? progress : undefined);
    if (done !== undefined) return { done, total };
  }
  if (isWithin(fraction, 1)) return { done: fraction, total: 1 };
  const hundredths = [percent, percentage].find((value) => isWithin(value, 100));
  if (hundredths !== undefined) return { done: hundredths, total: 100 };
  // 1 may be all of a fraction or one percent: that says nothing.
  if (isWithin(progress, 100) && progress !== 1) return { done: progress, total: progress < 1 ? 1 : 100 };
  return counted === undefined ? {} : { done: counted };
}

const isAmount = (value: unknown): value is number => isWithin(value, Number.MAX_SAFE_INTEGER);
const isWithin = (value: unknown, most: number): value is number =>
  typeof value === 'number' && value >= 0 && value <= most;

/** Shortened between two characters, and without those that are no text. */
const text = (value: string | undefined) =>
  value &&
  Array.from(value.slice(0, longestMessage))
    .filter((character) => !/^\p{Cs}$/u.test(character))
    .join('');

/** Whether a client can be given it as JSON: bytes and bottomless nesting cannot. */
function isJson(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint' && typeof value !== 'function';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return levels > 0 && Object.values(value).every((inner) => isJson(inner, levels - 1));
}

/** So that nothing known looks like nothing said. */
const withoutUndefined = (progress: ActivityProgress): ActivityProgress =>
  Object.fromEntries(Object.entries(progress).filter(([, value]) => value !== undefined && value !== ''));
