import 'reflect-metadata/lite';
import {
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from '@peculiar/x509';
import type { Identifier } from '../../core/certificate.ts';
import { RegctlError } from '../../core/errors.ts';
import { formatPem, parsePem } from '../../core/pem.ts';
import type { X509 } from '../../ports/x509.ts';
import { createRoot, signCsr } from './authority.ts';
import { createChainReader, digest, identifiersOf, readable } from './chain.ts';
import { importPair, KEY_PARAMS } from './key-pair.ts';

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

async function createCsr(
  keyPem: string,
  identifiers: readonly Identifier[],
): Promise<Uint8Array<ArrayBuffer>> {
  const { pair, params } = await importPair(keyPem);
  const csr = await Pkcs10CertificateRequestGenerator.create({
    // No common name: a name of more than 64 characters has no room in one, and nobody reads it.
    keys: pair,
    signingAlgorithm: { name: params.name, hash: params.hash },
    extensions: [
      new SubjectAlternativeNameExtension(identifiers.map(({ type, value }) => ({ type, value }))),
    ],
  });
  return new Uint8Array(csr.rawData);
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
