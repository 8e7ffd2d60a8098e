import { loadConfigData, type ClientConfigTLS, type ConfigDataSource } from '@temporalio/envconfig';
import { createPrivateKey, X509Certificate } from 'node:crypto';

/** What certificates and keys are called in the names of variables. */
export type TlsPart = 'CLIENT_CERT' | 'CLIENT_KEY' | 'SERVER_CA_CERT';

interface Loaded {
  /** With what files hold in place of their paths. */
  tls: ClientConfigTLS;
  /** Sentences that begin with what is wrong. */
  problems: string[];
}

/**
 * Loads certificates and keys and looks at them. Clients and workers would say nothing of half a pair and connect without
 * it, and of the rest what OpenSSL or Rust think of it.
 */
export function loadTls(tls: ClientConfigTLS, nameOf: (part: TlsPart) => string): Loaded {
  if (tls.disabled) return { tls, problems: [] };
  const problems: string[] = [];
  const load = <T>(part: TlsPart, source: ConfigDataSource | undefined, parse: (pem: Buffer) => T, wanted: string) => {
    const data = source && readOr((reason) => problems.push(`${nameOf(part)}: Cannot be read: ${reason}.`), source);
    try {
      return data && { data, parsed: parse(Buffer.from(data)) };
    } catch {
      problems.push(`${nameOf(part)}: Must be ${wanted}, in PEM: -----BEGIN … and what follows.`);
      return undefined;
    }
  };
  const authority = load('SERVER_CA_CERT', tls.serverCACert, certificateOf, 'certificates');
  const certificate = load('CLIENT_CERT', tls.clientCert, certificateOf, 'a certificate');
  const key = load('CLIENT_KEY', tls.clientKey, createPrivateKey, 'a private key without a password');
  if (tls.clientCert && !tls.clientKey) {
    problems.push(`${nameOf('CLIENT_CERT')}: Needs its key too: TEMPORAL_TLS_CLIENT_KEY_PATH or …_DATA.`);
  } else if (tls.clientKey && !tls.clientCert) {
    problems.push(`${nameOf('CLIENT_KEY')}: Needs its certificate too: TEMPORAL_TLS_CLIENT_CERT_PATH or …_DATA.`);
  } else if (certificate && key && !certificate.parsed.checkPrivateKey(key.parsed)) {
    problems.push(`${nameOf('CLIENT_KEY')}: Is not the key of the client certificate.`);
  }
  return { tls: { ...tls, serverCACert: authority, clientCert: certificate, clientKey: key }, problems };
}

const certificateOf = (pem: Buffer) => new X509Certificate(pem);

function readOr(refuse: (reason: string) => void, source: ConfigDataSource): Uint8Array | undefined {
  // Node would quote it.
  if ('path' in source && source.path.includes('-----BEGIN')) {
    refuse('It must be the path of a file; what such a file holds goes into the variable that ends with _DATA');
    return undefined;
  }
  try {
    return loadConfigData(source);
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
