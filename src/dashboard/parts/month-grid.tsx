import type { ReactNode } from 'react';

interface MonthGridProps {
  /** `2026-10`. */
  month: string;
  /** What is in a day, `2026-10-25`; null where there is nothing. */
  render(day: string): ReactNode;
  label: string;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** A month as a calendar has it; on a narrow screen the days that hold something, one below the other. */
export function MonthGrid({ month, render, label }: MonthGridProps) {
  const [year = 0, one = 1] = month.split('-').map(Number);
  const days = new Date(Date.UTC(year, one, 0)).getUTCDate();
  const before = (new Date(Date.UTC(year, one - 1, 1)).getUTCDay() + 6) % 7;
  return (
    <div className="month" role="group" aria-label={label}>
      {weekdays.map((day) => (
        <span key={day} className="month-weekday" aria-hidden="true">
          {day}
        </span>
      ))}
      <Blanks count={before} />
      {Array.from({ length: days }, (_none, n) => {
        const day = `${month}-${String(n + 1).padStart(2, '0')}`;
        const content = render(day);
        return (
          <div key={day} className={content ? 'month-day' : 'month-day nothing'}>
            <time
              dateTime={day}
              aria-current={day === today() ? 'date' : undefined}
              aria-label={longDay.format(new Date(`${day}T12:00:00Z`))}
            >
              {n + 1}
            </time>
            {content}
          </div>
        );
      })}
      <Blanks count={(7 - ((before + days) % 7)) % 7} />
    </div>
  );
}

/** Days of the months around. */
const Blanks = ({ count }: { count: number }) =>
  Array.from({ length: count }, (_none, n) => <span key={n} className="month-blank" />);

const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'long', timeZone: 'UTC' });

interface MonthChoiceProps {
  month: string;
  onChange(month: string): void;
}

/** The month that is shown, and the ways to those around. */
export function MonthChoice({ month, onChange }: MonthChoiceProps) {
  const by = (months: number) => {
    const [year = 0, one = 1] = month.split('-').map(Number);
    onChange(new Date(Date.UTC(year, one - 1 + months, 1)).toISOString().slice(0, 7));
  };
  return (
    <div className="month-choice">
      <button type="button" className="small" aria-label="The month before" onClick={() => by(-1)}>
        ←
      </button>
      <strong aria-live="polite">{monthName.format(new Date(`${month}-15T12:00:00Z`))}</strong>
      <button type="button" className="small" aria-label="The month after" onClick={() => by(1)}>
        →
      </button>
    </div>
  );
}

const monthName = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** By the clock of whoever looks. */
const today = () => {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};

export const thisMonth = () => today().slice(0, 7);
