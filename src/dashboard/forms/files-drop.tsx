import { useState } from 'react';
import { asFailure } from '../api/failure.ts';
import { DropZone } from './drop-zone.tsx';
import type { UploadedObject } from './upload.ts';
import { useUpload } from './use-upload.ts';

interface FilesDropProps {
  label: string;
  /** Called for each file as soon as it is stored. */
  onUploaded(object: UploadedObject): void;
}

interface Going {
  name: string;
  number: number;
  of: number;
  share: number;
}

/** Takes many files at a time, and stores one after the other. */
export function FilesDrop({ label, onUploaded }: FilesDropProps) {
  const { store } = useUpload();
  const [going, setGoing] = useState<Going | null>(null);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const take = async (files: readonly File[]) => {
    setProblems([]);
    for (const [index, file] of files.entries()) {
      const going = { name: file.name, number: index + 1, of: files.length };
      try {
        const object = await store(file, (share) => setGoing({ ...going, share }));
        if (!object) return;
        onUploaded(object);
      } catch (error) {
        setProblems((before) => [...before, `${file.name}: ${asFailure(error).message}`]);
      }
    }
    setGoing(null);
  };
  return (
    <DropZone onFiles={(files) => void take(files)}>
      <p>
        <label>
          Drop files here, or choose them:{' '}
          <input
            type="file"
            multiple
            aria-label={`Files for ${label}`}
            disabled={going !== null}
            onChange={({ target }) => void take([...(target.files ?? [])])}
          />
        </label>
      </p>
      {going && (
        <p role="status" className="breakable">
          {going.number} of {going.of}: {going.name} <progress max={1} value={going.share} aria-label="Upload" />
        </p>
      )}
      {problems.map((problem) => (
        <p key={problem} className="problem" role="alert">
          {problem}
        </p>
      ))}
    </DropZone>
  );
}
