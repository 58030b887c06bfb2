import { hash } from 'node:crypto';
import type { DigestText } from '../ports/digest.ts';

/** By OpenSSL, in a fifth of the time that JavaScript takes for the length of a token. */
export const nodeDigest: DigestText = (text) => hash('sha256', text, 'hex');
