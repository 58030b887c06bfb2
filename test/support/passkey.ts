import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const PRESENT = 0x01;
const VERIFIED = 0x04;
const WITH_KEY = 0x40;

/** What an answer is made with; each part can be wrong. */
export interface PasskeyAnswer {
  readonly challenge: string;
  readonly origin: string;
  readonly host: string;
  readonly user: string;
  readonly counter?: number;
  readonly verified?: boolean;
}

/** An authenticator in software, with one passkey: ES256, no attestation. */
export interface SoftPasskey {
  readonly id: string;
  make(answer: PasskeyAnswer): string;
  use(answer: PasskeyAnswer): string;
}

export function makePasskey(id: string = randomBytes(16).toString('base64url')): SoftPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  // COSE_Key: kty EC2, alg ES256, crv P-256, x, y.
  const cose = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ]);
  const credential = Buffer.from(id, 'base64url');
  const dataOf = ({ host, counter = 0, verified = true }: PasskeyAnswer, withKey: boolean): Buffer => {
    const head = Buffer.alloc(5);
    head.writeUInt8(PRESENT | (verified ? VERIFIED : 0) | (withKey ? WITH_KEY : 0));
    head.writeUInt32BE(counter, 1);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(credential.length);
    const made = withKey ? [Buffer.alloc(16), length, credential, cose] : [];
    return Buffer.concat([sha256(host), head, ...made]);
  };
  const answerOf = (response: object): string =>
    JSON.stringify({ id, rawId: id, type: 'public-key', response, clientExtensionResults: {} });
  return {
    id,
    make: (answer) => {
      const data = dataOf(answer, true);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(data.length);
      // {fmt: "none", attStmt: {}, authData}
      const attestation = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'),
        Buffer.from('59', 'hex'),
        length,
        data,
      ]);
      return answerOf({
        clientDataJSON: clientData('webauthn.create', answer).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
      });
    },
    use: (answer) => {
      const data = dataOf(answer, false);
      const client = clientData('webauthn.get', answer);
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey);
      return answerOf({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: answer.user,
      });
    },
  };
}

function clientData(type: string, { challenge, origin }: PasskeyAnswer): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
