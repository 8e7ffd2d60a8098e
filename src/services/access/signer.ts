import { createHash } from 'node:crypto';
import { errors, jwtVerify, SignJWT, type JWTPayload, type JWTVerifyGetKey } from 'jose';

const issuer = 'tempograph';
const algorithm = 'HS256';

interface Signed {
  /** The actor on whose behalf it is. */
  subject: string;
  id: string;
  expiresAt: Date;
  /** What it is for; access tokens say nothing of it. */
  audience?: string;
}

/** Names a secret without telling it. */
export const secretId = (secret: string) =>
  createHash('sha256').update(`key id of ${secret}`).digest('hex').slice(0, 12);

/** Signs what is handed out and comes back. The first secret signs, all verify, so that a new one can be put before the old. */
export function createSigner(secrets: readonly string[]) {
  const keys = new Map(secrets.map((secret) => [secretId(secret), new TextEncoder().encode(secret)]));
  const [signing] = keys;
  if (!signing) throw new Error('There is no secret to sign with.');
  const keyOf: JWTVerifyGetKey = ({ kid }) => {
    const key = keys.get(kid ?? '');
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  };
  return {
    sign(claims: JWTPayload, { subject, id, expiresAt, audience }: Signed): Promise<string> {
      const jwt = new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid: signing[0] });
      if (audience !== undefined) jwt.setAudience(audience);
      return jwt.setIssuer(issuer).setSubject(subject).setJti(id).setExpirationTime(expiresAt).sign(signing[1]);
    },

    /** What it says, if it was signed here for that audience and has not expired at a time; else null. */
    async verified(token: string, { audience, at = new Date() }: { audience?: string; at?: Date } = {}) {
      try {
        const { payload } = await jwtVerify(token, keyOf, {
          issuer,
          audience,
          algorithms: [algorithm],
          requiredClaims: ['exp', 'jti', 'sub'],
          currentDate: at,
        });
        return payload;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}
export type Signer = ReturnType<typeof createSigner>;
