import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import selfsigned from 'selfsigned';
import { temporaryDirectory } from './temporary.ts';

/** A certificate and its key, as PEM texts and as files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Authority extends Certificate {
  /** Issues a certificate for names and IP addresses, signed by this authority. */
  issue(names: readonly string[], dates?: { readonly from?: Date; readonly to?: Date }): Promise<Certificate>;
}

const save = (directory: string, name: string, made: { readonly cert: string; readonly private: string }): Certificate => {
  const [certFile, keyFile] = [join(directory, `${name}.pem`), join(directory, `${name}.key`)];
  writeFileSync(certFile, made.cert);
  writeFileSync(keyFile, made.private, { mode: 0o600 });
  return { cert: made.cert, key: made.private, certFile, keyFile };
};

const isAddress = (name: string): boolean => name.includes(':') || /^[\d.]+$/.test(name);

/** Creates a private certificate authority, like that of a company. */
export const makeAuthority = async (): Promise<Authority> => {
  const directory = temporaryDirectory('authority');
  const root = await selfsigned.generate([{ name: 'commonName', value: `Private Root ${randomUUID()}` }], {
    algorithm: 'sha256',
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  let count = 0;
  return {
    ...save(directory, 'root', root),
    issue: async (names, dates = {}) => {
      count += 1;
      const made = await selfsigned.generate([{ name: 'commonName', value: names[0] ?? 'client' }], {
        algorithm: 'sha256',
        keyType: 'ec',
        ca: { key: root.private, cert: root.cert },
        ...(dates.from && { notBeforeDate: dates.from }),
        ...(dates.to && { notAfterDate: dates.to }),
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
          { name: 'subjectAltName', altNames: names.map((name) => (isAddress(name) ? { type: 7, ip: name } : { type: 2, value: name })) },
        ],
      });
      return save(directory, `issued-${count}`, made);
    },
  };
};
