import { defineType } from './define-type.ts';
import { malformed } from '../wire/reader.ts';
import { characterString, textRest, u8, type Field } from './fields.ts';
import { invalidRdata } from './invalid-rdata.ts';
import type { RRType } from './rr-type.ts';

const tagText = characterString('tag');

/** A property tag: letters and digits; they match in any case and are kept in lower case (RFC 8659 §4.1). */
const tag: Field = {
  name: 'tag',
  parse(token, _origin, place) {
    const { text } = token;
    if (!token.quoted && /^[A-Za-z0-9]{1,255}$/.test(text)) return text.toLowerCase();
    throw invalidRdata(place, text, 'a tag has only letters and digits, such as issue, issuewild or iodef');
  },
  write: (text, out) => tagText.write(`"${text}"`, out),
  read: (input) => {
    const text = tagText.read(input).slice(1, -1);
    if (text === '') throw malformed('a CAA tag is empty');
    // What a server holds is shown even when it breaks the rule, as long as it stays one word.
    return text.replaceAll(' ', '\\032').toLowerCase();
  },
  toJson: (text) => text,
};

/** Which certificate authorities may issue for the name. */
export const CAA: RRType = defineType({
  type: 'CAA',
  code: 257,
  rfc: 'RFC 8659 §4.1',
  example: '0 issue "letsencrypt.org"',
  fields: [u8('flags'), tag, textRest('value')],
});
