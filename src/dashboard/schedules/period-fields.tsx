import { FormField } from '../forms/field.tsx';

/** By the clock of whoever looks, as fields for dates have it: `2026-10-25T07:30`. Empty where none is chosen. */
export interface LocalPeriod {
  from: string;
  to: string;
}

export const momentOf = (at: number) =>
  new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

interface PeriodFieldsProps {
  period: LocalPeriod;
  disabled: boolean;
  onChange(period: LocalPeriod): void;
}

export function PeriodFields({ period, disabled, onChange }: PeriodFieldsProps) {
  const hint = `By your own clock (${Intl.DateTimeFormat().resolvedOptions().timeZone}), whatever that of the schedule is.`;
  return (
    <>
      <div className="two">
        <FormField label="From" problem={period.from === '' ? 'Say the day and the time it begins.' : undefined}>
          {(frame) => (
            <input
              {...frame}
              type="datetime-local"
              disabled={disabled}
              value={period.from}
              onChange={({ target }) => onChange({ ...period, from: target.value })}
            />
          )}
        </FormField>
        <FormField label="To" problem={period.to === '' ? 'Say the day and the time it ends.' : undefined}>
          {(frame) => (
            <input
              {...frame}
              type="datetime-local"
              disabled={disabled}
              value={period.to}
              onChange={({ target }) => onChange({ ...period, to: target.value })}
            />
          )}
        </FormField>
      </div>
      <p className="hint">{hint}</p>
    </>
  );
}
