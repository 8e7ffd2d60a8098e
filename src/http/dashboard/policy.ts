/**
 * What the page may load: its own scripts and styles, answers of this API, and from storage pictures, films and uploads.
 * Nothing inline runs, nothing comes from a third party, and no form goes anywhere.
 */
export const pagePolicy = (storageOrigins: readonly string[]) => {
  const storage = storageOrigins.map((origin) => ` ${origin}`).join('');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: blob:${storage}`,
    `media-src 'self' blob:${storage}`,
    `connect-src 'self'${storage}`,
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
};
