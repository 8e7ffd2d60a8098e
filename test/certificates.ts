import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

/** In PEM, as everything here. */
export interface Certificate {
  cert: string;
  key: string;
}

/** Somebody who signs certificates. */
export function createAuthority() {
  const { publicKey, key } = newKeys();
  const name = [{ name: 'commonName', value: 'an authority' }];
  const own = sign(name, publicKey, name, key, [{ name: 'basicConstraints', cA: true, critical: true }]);
  return {
    cert: own,
    /** For a server that is reached as 127.0.0.1 and as `host`, or for a client. */
    issue(host: string): Certificate {
      const subject = newKeys();
      const names = [
        { type: 2, value: host },
        { type: 7, ip: '127.0.0.1' },
      ];
      const extensions = [
        { name: 'subjectAltName', altNames: names },
        { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      ];
      const cert = sign([{ name: 'commonName', value: host }], subject.publicKey, name, key, extensions);
      return { cert, key: subject.key };
    },
  };
}

function newKeys() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { publicKey, key: privateKey };
}

function sign(
  subject: forge.pki.CertificateField[],
  publicKey: string,
  issuer: forge.pki.CertificateField[],
  issuerKey: string,
  extensions: object[],
): string {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = `01${randomBytes(8).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
  certificate.validity.notAfter = new Date(Date.now() + 24 * 3_600_000);
  certificate.setSubject(subject);
  certificate.setIssuer(issuer);
  certificate.setExtensions(extensions);
  certificate.sign(forge.pki.privateKeyFromPem(issuerKey), forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
}
