import { BmpString, OctetString } from 'asn1js';
import {
  Attribute,
  AuthenticatedSafe,
  CertBag,
  Certificate,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  SafeBag,
  SafeContents,
} from 'pkijs';
import { RegctlError } from '../../core/errors.ts';
import { parsePem } from '../../core/pem.ts';

/** Object identifiers of PKCS #9 and #12. */
const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21';
const SHROUDED_KEY_BAG = '1.2.840.113549.1.12.10.1.2';
const CERT_BAG = '1.2.840.113549.1.12.10.1.3';

/** Rounds of PBKDF2 and of the MAC; OWASP's figure for SHA-256 was far above what readers of files bear. The file is as safe as its password is long. */
const ITERATIONS = 100_000;

interface Pkcs12Input {
  readonly name: string;
  readonly chainPem: string;
  readonly keyPem: string;
  readonly password: string;
}

/**
 * Packs key and chain into a PKCS #12 file (RFC 7292), DER: AES-256 with PBKDF2, a MAC by SHA-256. RC2 and 3DES, which old readers want, are not written:
 * they would leave the key as good as open.
 */
export async function packPkcs12({ name, chainPem, keyPem, password }: Pkcs12Input): Promise<Uint8Array> {
  const secret = octets(password);
  const algorithm = {
    password: secret,
    // The library draws an initialization vector of its own for each; the type wants one.
    contentEncryptionAlgorithm: {
      name: 'AES-CBC',
      length: 256,
      iv: crypto.getRandomValues(new Uint8Array(16)),
    },
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: ITERATIONS,
  };
  const [leaf, ...others] = parsePem(chainPem).flatMap((one) =>
    one.label === 'CERTIFICATE' ? [one.der] : [],
  );
  const key = parsePem(keyPem).find((one) => one.label === 'PRIVATE KEY')?.der;
  if (leaf === undefined || key === undefined)
    throw new RegctlError('INTERNAL', 'defect: a PKCS #12 file needs a key and a certificate');
  // Readers find the certificate of a key by this.
  const marks = [
    new Attribute({ type: FRIENDLY_NAME, values: [new BmpString({ value: name })] }),
    new Attribute({
      type: LOCAL_KEY_ID,
      values: [new OctetString({ valueHex: await crypto.subtle.digest('SHA-256', leaf) })],
    }),
  ];
  const shrouded = new PKCS8ShroudedKeyBag({ parsedValue: PrivateKeyInfo.fromBER(key) });
  await shrouded.makeInternalValues(algorithm);
  const keyBag = new SafeBag({ bagId: SHROUDED_KEY_BAG, bagValue: shrouded, bagAttributes: marks });
  const certificateBags = [leaf, ...others].map(
    (der, i) =>
      new SafeBag({
        bagId: CERT_BAG,
        bagValue: new CertBag({ parsedValue: Certificate.fromBER(der) }),
        ...(i === 0 ? { bagAttributes: marks } : {}),
      }),
  );
  const safe = new AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        { privacyMode: 0, value: new SafeContents({ safeBags: [keyBag] }) },
        { privacyMode: 1, value: new SafeContents({ safeBags: certificateBags }) },
      ],
    },
  });
  await safe.makeInternalValues({ safeContents: [{}, algorithm] });
  const pfx = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe: safe } });
  await pfx.makeInternalValues({
    password: secret,
    iterations: ITERATIONS,
    pbkdf2HashAlgorithm: { name: 'SHA-256' },
    hmacHashAlgorithm: 'SHA-256',
  });
  return new Uint8Array(pfx.toSchema().toBER());
}

function octets(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer;
}
