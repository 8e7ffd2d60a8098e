import { useState, type FormEvent } from 'react';
import { ask } from '../api/ask.ts';
import { asFailure } from '../api/failure.ts';
import { useQuery } from '../api/use-query.ts';
import { useViewer } from '../app/viewer.tsx';
import { FormField } from '../forms/field.tsx';
import { issuesOf, type Fields, type Issues } from '../forms/fields.ts';
import { useInputTypes } from '../forms/use-input-types.ts';
import { ObjectFields } from '../forms/object-field.tsx';
import {
  ApiKeysDocument,
  CreateApiKeyDocument,
  RevokeApiKeyDocument,
  type ApiKeyRole,
  type ApiKeysQuery,
} from '../operations/generated.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { AuditLog } from './audit-log.tsx';

type Key = ApiKeysQuery['apiKeys'][number];

const roles: Record<ApiKeyRole, string> = {
  VIEWER: 'sees everything and changes nothing',
  OPERATOR: 'starts, stops, decides and schedules',
  ADMIN: 'may also manage keys, budgets and brands',
};

/** Who may do what here. */
export function AccessPage() {
  const { data, failure, reload } = useQuery(ApiKeysDocument, {});
  const isOpen = useViewer()?.actor === 'anyone';
  const keys = data?.apiKeys ?? [];
  const now = Date.now();
  return (
    <>
      <div className="page-head">
        <h1>Access</h1>
      </div>
      {failure && <Failed failure={failure} retry={reload} />}
      {!data && !failure && <Loading what="keys" />}
      {isOpen && (
        <p className="waiting-box">
          <strong>No key is asked for here:</strong> whoever reaches this server may do anything. The next key that is
          made ends that.
        </p>
      )}
      {data && keys.length === 0 && !isOpen && (
        <Empty>
          No keys yet but <code>ADMIN_API_KEY</code>.
        </Empty>
      )}
      {keys.length > 0 && (
        <section>
          <h2>Keys</h2>
          <div className="scroll" tabIndex={0} role="region" aria-label="Keys">
            <table>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Role</th>
                  <th scope="col">Made</th>
                  <th scope="col">Last used</th>
                  <th scope="col">Ends</th>
                  <th scope="col">
                    <span className="visually-hidden">What to do</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {keys.map((key) => (
                  <KeyRow key={key.id} apiKey={key} over={isOver(key, now)} onChange={reload} />
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      <NewKey onMade={reload} />
      <AuditLog />
    </>
  );
}

const isOver = ({ revokedAt, expiresAt }: Key, now: number) =>
  revokedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= now);

function KeyRow({ apiKey, over, onChange }: { apiKey: Key; over: boolean; onChange(): void }) {
  const { id, name, role, workflows, createdAt, lastUsedAt, expiresAt, revokedAt } = apiKey;
  const [asking, setAsking] = useState(false);
  const { busy, told, act } = useAction();
  const revoke = async () => {
    await act(async () => (await ask(RevokeApiKeyDocument, { id })).revokeApiKey);
    setAsking(false);
    onChange();
  };
  return (
    <tr>
      <th scope="row" className="breakable">
        {name}
      </th>
      <td>
        {role.toLowerCase()}
        {workflows && <small> for {workflows.join(', ')}</small>}
      </td>
      <td>
        <Time at={createdAt} />
      </td>
      <td>{lastUsedAt ? <Time at={lastUsedAt} /> : 'never'}</td>
      <td>{revokedAt ? 'revoked' : expiresAt ? <Time at={expiresAt} /> : 'never'}</td>
      <td>
        {!over && (
          <button type="button" className="small" onClick={() => setAsking(true)} aria-label={`Revoke … ${name}`}>
            Revoke …
          </button>
        )}
        {told}
        {asking && (
          <Dialog title={`Revoke ${name}`} onClose={() => setAsking(false)}>
            <p>Whoever uses it is locked out within two seconds, for good, and so are tokens that were made with it.</p>
            <div className="actions">
              <button type="button" className="danger" disabled={busy} onClick={() => void revoke()}>
                Revoke it
              </button>
              <button type="button" onClick={() => setAsking(false)}>
                Keep it
              </button>
            </div>
          </Dialog>
        )}
      </td>
    </tr>
  );
}

function NewKey({ onMade }: { onMade(): void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<ApiKeyRole>('VIEWER');
  const [secret, setSecret] = useState<string | null>(null);
  const [more, setMore] = useState<Fields>({});
  const [issues, setIssues] = useState<Issues>(new Map());
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { types, problem: unlimited } = useInputTypes();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    setIssues(new Map());
    try {
      const { createApiKey: made } = await ask(CreateApiKeyDocument, { input: { ...more, name, role } });
      if (made.__typename === 'ApiKeyCreated') {
        setSecret(made.secret);
        setName('');
      } else {
        setIssues(issuesOf(made.issues));
        setProblem(made.message);
      }
    } catch (error) {
      setProblem(asFailure(error).message);
    } finally {
      setBusy(false);
    }
  };
  const close = () => {
    setSecret(null);
    onMade();
  };
  return (
    <section>
      <h2>New key</h2>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <div className="two">
          <FormField label="Name" problem={issues.get('name')} hint="Who or what has it.">
            {(frame) => <input {...frame} value={name} onChange={({ target }) => setName(target.value)} />}
          </FormField>
          <FormField label="Role" problem={undefined} hint={`It ${roles[role]}.`}>
            {(frame) => (
              <select {...frame} value={role} onChange={({ target }) => setRole(target.value as ApiKeyRole)}>
                {Object.keys(roles).map((one) => (
                  <option key={one} value={one}>
                    {one.toLowerCase()}
                  </option>
                ))}
              </select>
            )}
          </FormField>
        </div>
        {unlimited && <Failed failure={unlimited} />}
        {types && (
          <details>
            <summary>Limits</summary>
            <ObjectFields
              typeName="CreateApiKeyInput"
              except={['name', 'role']}
              value={more}
              path=""
              onChange={setMore}
              types={types}
              issues={issues}
            />
          </details>
        )}
        {problem !== null && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <div>
          <button type="submit" className="primary" disabled={busy || !name.trim() || !types}>
            Make a key
          </button>
        </div>
      </form>
      {secret !== null && (
        <Dialog title="The key" onClose={close}>
          <p>It is shown only now.</p>
          <CopyText label="Key" text={secret} />
          <div className="actions">
            <button type="button" onClick={close}>
              I have it
            </button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
