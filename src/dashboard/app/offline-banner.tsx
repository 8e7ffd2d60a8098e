import { useEffect, useState, useSyncExternalStore } from 'react';
import { connection } from '../api/connection.ts';

const patienceMs = 700;

/** Says that what is shown may be old, and goes away by itself. A socket that is back at once says nothing. */
export function OfflineBanner() {
  const state = useSyncExternalStore(connection.onChange, connection.get);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (state !== 'lost') {
      setShown(false);
      return undefined;
    }
    const timer = setTimeout(() => setShown(true), patienceMs);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <div role="status" className="offline-place">
      {shown && (
        <p className="offline">The connection is lost. What you see may be old; this page comes back by itself.</p>
      )}
    </div>
  );
}
