import type { ReactNode } from 'react';
import type { ApiFailure } from '../api/failure.ts';

export function Loading({ what }: { what: string }) {
  return (
    <p role="status" className="loading">
      Loading {what} …
    </p>
  );
}

/** Why something is not shown, and a way to try again where that may help. */
export function Failed({ failure, retry }: { failure: ApiFailure; retry?: () => void }) {
  return (
    <div role="alert" className="failure-box">
      <p>
        <strong>{titles[failure.code] ?? 'That did not work.'}</strong> {failure.message}
      </p>
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

const titles: Readonly<Record<string, string>> = {
  UNREACHABLE: 'Not connected.',
  UNANSWERED: 'Not answered.',
  FORBIDDEN: 'Not allowed.',
  NOT_FOUND: 'Not here.',
  SERVICE_UNAVAILABLE: 'Something this needs is away.',
  RATE_LIMITED: 'Too fast.',
};

export function Empty({ children }: { children: ReactNode }) {
  return <div className="empty">{children}</div>;
}
