import { useState, type FormEvent } from 'react';
import { session } from '../api/session.ts';

/** Asks for a key. It is kept by this tab alone: nothing outlives it, and no other page of this browser has it. */
export function SignIn({ problem }: { problem: string | null }) {
  const [key, setKey] = useState('');
  const [remember, setRemember] = useState(true);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim()) session.signIn(key.trim(), { remember });
  };
  return (
    <main className="sign-in">
      <img src="/favicon.svg" alt="" width="40" height="40" />
      <h1>Sign in to Tempograph</h1>
      <form onSubmit={submit} className="stack">
        <label className="field">
          <span className="label">API key</span>
          <input
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={key}
            onChange={({ target }) => setKey(target.value)}
            aria-describedby="key-hint"
            aria-invalid={problem !== null}
          />
          <span id="key-hint" className="hint">
            An admin makes one on the page Access, or with <code>npx tempograph keys create</code>.
          </span>
        </label>
        {problem !== null && (
          <p role="alert" className="problem">
            {problem}
          </p>
        )}
        <label className="choice">
          <input type="checkbox" checked={remember} onChange={({ target }) => setRemember(target.checked)} />
          Stay signed in until this tab is closed
        </label>
        <button type="submit" className="primary" disabled={!key.trim()}>
          Sign in
        </button>
      </form>
    </main>
  );
}
