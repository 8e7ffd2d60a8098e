import * as z from 'zod';

/** The address of a page, which people may be led to: no script, no data, no file. */
export const webAddress = z
  .url({ protocol: /^https?$/, error: 'Must be a web address, such as https://www.facebook.com/…' })
  .max(2000);
