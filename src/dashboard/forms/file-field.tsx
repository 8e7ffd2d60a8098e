import { useState } from 'react';
import { asFailure } from '../api/failure.ts';
import { bytesInWords } from '../parts/words.ts';
import { DropZone } from './drop-zone.tsx';
import { FormField } from './field.tsx';
import { join, type Fields, type Issues } from './fields.ts';
import { useUpload } from './use-upload.ts';

interface FileFieldProps {
  label: string;
  hint?: string | null;
  problem: string | undefined;
  required: boolean;
  issues: Issues;
  path: string;
  value: Fields | undefined;
  onChange(value: unknown): void;
}

/** An object of storage: a file that is dropped here, or one that is there already. */
export function FileField({ label, hint, problem, required, issues, path, value, onChange }: FileFieldProps) {
  const { store, giveUp } = useUpload();
  const [share, setShare] = useState<number | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [name, setName] = useState<string | null>(null);
  const text = (field: string) => {
    const one = value?.[field];
    return typeof one === 'string' ? one : '';
  };
  const set = (field: string, one: string) => {
    setName(null);
    const next = { ...value, [field]: one };
    onChange(next['bucket'] || next['key'] ? next : undefined);
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    giveUp(); // a slower one before it would be taken for this one
    setFailed(null);
    setName(`${file.name}, ${bytesInWords(file.size)}`);
    setShare(0);
    try {
      const object = await store(file, setShare);
      if (!object) return;
      onChange(object);
    } catch (error) {
      setFailed(asFailure(error).message);
    }
    setShare(null);
  };
  const inner = ['bucket', 'key'].flatMap((field) => issues.get(join(path, field)) ?? []);
  return (
    <FormField label={label} hint={hint} required={required} problem={failed ?? problem ?? inner[0]}>
      {(frame) => (
        <DropZone onFiles={([file]) => void take(file)}>
          <p>
            Drop a file here, or choose one:{' '}
            <input {...frame} type="file" onChange={({ target }) => void take(target.files?.[0])} />
          </p>
          {name !== null && (
            <p role="status" className="breakable">
              {name}
              {share !== null && (
                <>
                  {' '}
                  <progress max={1} value={share} aria-label={`Upload of ${name}`} /> {Math.round(share * 100)} %
                </>
              )}
              {share === null && failed === null && ' is uploaded.'}
            </p>
          )}
          <div className="two">
            <input
              aria-label={`${label}: bucket`}
              placeholder="Bucket"
              disabled={share !== null}
              value={text('bucket')}
              onChange={({ target }) => set('bucket', target.value)}
            />
            <input
              aria-label={`${label}: key`}
              placeholder="Key"
              disabled={share !== null}
              value={text('key')}
              onChange={({ target }) => set('key', target.value)}
            />
          </div>
        </DropZone>
      )}
    </FormField>
  );
}
