import 'reflect-metadata/lite';
import { Pkcs10CertificateRequest, SubjectAlternativeNameExtension } from '@peculiar/x509';
import { RegctlError } from '../../core/errors.ts';
import { formatPem, parsePem } from '../../core/pem.ts';
import type { X509 } from '../../ports/x509.ts';
import { createRoot, signCsr } from './authority.ts';
import { createChainReader, digest, identifiersOf, readable } from './chain.ts';
import { importPair, KEY_PARAMS } from './key-pair.ts';
import { createCsr } from './request.ts';

const REQUEST = 'the certificate signing request';

/** Makes and reads keys, requests and certificates by WebCrypto and @peculiar/x509. */
export function createX509(): X509 {
  return {
    createKey: async (type) => {
      const pair = await crypto.subtle.generateKey(KEY_PARAMS[type], true, ['sign', 'verify']);
      if (!('privateKey' in pair)) throw new RegctlError('INTERNAL', 'defect: a key pair was asked for');
      const der = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
      return formatPem('PRIVATE KEY', der);
    },
    createCsr,
    readCsr,
    publicKeyHash: async (keyPem) => {
      const { publicKey } = await importPair(keyPem);
      return digest(await crypto.subtle.exportKey('spki', publicKey));
    },
    requestKeyHash: async (csr) => {
      const { publicKey } = readable(REQUEST, () => new Pkcs10CertificateRequest(csr));
      return digest(publicKey.rawData);
    },
    readCertificates: createChainReader(),
    createRoot,
    signCsr,
  };
}

async function readCsr(pem: string): ReturnType<X509['readCsr']> {
  const der = parsePem(pem).find((block) => block.label.endsWith('CERTIFICATE REQUEST'))?.der;
  const csr = readable(REQUEST, () => new Pkcs10CertificateRequest(der ?? new Uint8Array()));
  if (!(await csr.verify()))
    throw new RegctlError('INVALID_INPUT', 'the certificate signing request is not signed by its own key', {
      reason: 'it was changed since, or cut short',
      hint: 'make it again',
    });
  const names = csr.extensions.find((one) => one instanceof SubjectAlternativeNameExtension);
  return {
    der: new Uint8Array(csr.rawData),
    identifiers: names === undefined ? [] : identifiersOf(names.names),
    publicKeyHash: digest(csr.publicKey.rawData),
  };
}
