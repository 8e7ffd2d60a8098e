/** Addresses, with a scheme or without, as people write them; a missing space after a full stop looks like one, too. */
const address =
  /(?<![\p{L}\p{N}@.-])(?:[a-z][a-z\d+.-]*:\/\/\S+|\d{1,3}(?:\.\d{1,3}){3}(?:[/:]\S*)?|(?:[\p{L}\p{N}-]+\.)+[\p{Ll}\p{Lo}]{2,}(?:\/\S*)?)/gu;

/** What people could take for a link in a text. */
export const linksIn = (text: string): string[] =>
  [...text.matchAll(address)].map(([link]) => link.replace(/[.,;:!?)\]"'»”’]+$/u, ''));

/** Whether a link is the wanted one, or a page below it. */
export function leadsTo(link: string, wanted: string): boolean {
  if (link.includes('\\')) return false; // which browsers read as a slash
  const [one, other] = [urlOf(link), new URL(wanted)];
  if (!one || !/^https?:$/.test(one.protocol) || hostOf(one) !== hostOf(other)) return false;
  const [path, below] = [one.pathname, other.pathname.replace(/\/$/, '')];
  return path === below || path.startsWith(`${below}/`);
}

const hostOf = ({ host }: URL) => host.replace(/^www\./, '');

function urlOf(link: string): URL | null {
  return URL.parse(/^[a-z][a-z\d+.-]*:/i.test(link) ? link : `https://${link}`);
}
