import { ask } from '../api/ask.ts';
import { ApiFailure, unreachable } from '../api/failure.ts';
import { CreateUploadDocument } from '../operations/generated.ts';

export interface UploadedObject {
  bucket: string;
  key: string;
}

/** Puts a file into storage, past the API, and says how far it is. Throws ApiFailure, or anything once it is aborted. */
export async function upload(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<UploadedObject> {
  const input = { filename: file.name, contentType: file.type || 'application/octet-stream', bytes: file.size };
  const { createUpload: made } = await ask(CreateUploadDocument, { input }, signal);
  if (made.__typename !== 'Upload') {
    throw new ApiFailure(made.code, made.issues.map(({ message }) => message).join(' '));
  }
  signal.throwIfAborted();
  await send(made, file, onProgress, signal);
  return made.object;
}

interface Target {
  url: string;
  method: string;
  headers: readonly { name: string; value: string }[];
}

/** Only this old interface tells how much of a body was sent. */
function send(
  { url, method, headers }: Target,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const { name, value } of headers) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => {
      if (request.status < 300) resolve();
      else reject(new ApiFailure('UPLOAD_REFUSED', `Storage has refused the file (${request.status}).`));
    });
    request.addEventListener('error', () => reject(unreachable()));
    request.addEventListener('abort', () => reject(unreachable()));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
