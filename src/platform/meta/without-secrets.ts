const mostLetters = 300;

/** What Meta says may quote the token, and the signed link it was given for a photo, as it is or encoded. */
export function withoutSecrets(text: string, token: string): string {
  const hidden = [token, encodeURIComponent(token)].reduce((left, secret) => left.replaceAll(secret, '[token]'), text);
  return hidden
    .replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ') // which no database takes
    .replaceAll(/(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/g, '$1')
    .replaceAll(/(https?%3A%2F%2F[^\s"'<>]*?)(%3F|%23)[^\s"'<>]*/gi, '$1')
    .slice(0, mostLetters);
}
