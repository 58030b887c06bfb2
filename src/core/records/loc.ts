import { readRdata, malformedRdata } from './define-type.ts';
import { isGeneric, parseGeneric } from './generic.ts';
import { invalidRdata, missingField } from './invalid-rdata.ts';
import type { Rdata, RdataToken, RRType } from './rr-type.ts';
import { tokenizeRdata } from './tokens.ts';
import type { WireReader } from '../wire/reader.ts';
import { WireWriter } from '../wire/writer.ts';

/** A place as the wire form holds it, but in signed numbers. */
interface Location {
  /** Thousandths of a second of arc, north positive. */
  readonly latitude: number;
  /** Thousandths of a second of arc, east positive. */
  readonly longitude: number;
  /** Centimetres above the WGS 84 ellipsoid. */
  readonly altitude: number;
  /** Diameter of the sphere that encloses the place, and the two precisions; all as mantissa and exponent of centimetres. */
  readonly size: number;
  readonly horizontalPrecision: number;
  readonly verticalPrecision: number;
}

const UNITS_PER_DEGREE = 3_600_000;
const EQUATOR = 2 ** 31;
/** RFC 1876 §2: altitudes count from 100,000 m below the ellipsoid. */
const ALTITUDE_BASE_CM = 10_000_000;
const MAX_ALTITUDE_CM = 2 ** 32 - 1 - ALTITUDE_BASE_CM;
const MAX_PRECISION_CM = 9_000_000_000;
/** RFC 1876 §3: what holds when the last three are left out: 1 m, 10000 m, 10 m. */
const DEFAULT_PRECISIONS = [0x12, 0x16, 0x13] as const;

/** Place on earth, for the file systems of 1996 and the curious. */
export const LOC: RRType = {
  type: 'LOC',
  code: 29,
  rfc: 'RFC 1876 §3',
  example: '52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m',
  parse(tokens) {
    if (isGeneric(tokens)) return parseGeneric(LOC, tokens);
    return formatLocation(parseLocation(tokens));
  },
  toWire(rdata) {
    const location = parseLocation(tokenizeRdata(rdata, 'LOC'));
    const out = new WireWriter(16);
    out.u8(0);
    out.u8(location.size);
    out.u8(location.horizontalPrecision);
    out.u8(location.verticalPrecision);
    out.u32(location.latitude + EQUATOR);
    out.u32(location.longitude + EQUATOR);
    out.u32(location.altitude + ALTITUDE_BASE_CM);
    return out.finish();
  },
  fromWire: (message, offset, length) =>
    readRdata('LOC', message, offset, length, (input) => formatLocation(readLocation(input))),
  fields(rdata) {
    const location = parseLocation(tokenizeRdata(rdata, 'LOC'));
    return {
      latitude: location.latitude / UNITS_PER_DEGREE,
      longitude: location.longitude / UNITS_PER_DEGREE,
      altitude: location.altitude / 100,
      size: precisionCm(location.size) / 100,
      horizontalPrecision: precisionCm(location.horizontalPrecision) / 100,
      verticalPrecision: precisionCm(location.verticalPrecision) / 100,
    };
  },
};

function parseLocation(tokens: readonly RdataToken[]): Location {
  const words = tokens.map((token) => {
    if (token.quoted) throw invalidRdata({ type: 'LOC' }, token.text, 'nothing here stands in quotes');
    return token.text;
  });
  const latitude = takeAngle(words, 'latitude', 90, 'N', 'S');
  const longitude = takeAngle(words, 'longitude', 180, 'E', 'W');
  const altitude = parseMetres(words.shift(), 'altitude', -ALTITUDE_BASE_CM, MAX_ALTITUDE_CM);
  const [size, horizontalPrecision, verticalPrecision] = (
    ['size', 'horizontalPrecision', 'verticalPrecision'] as const
  ).map((field, i) => {
    const word = words.shift();
    return word === undefined
      ? (DEFAULT_PRECISIONS[i] as number)
      : encodePrecision(parseMetres(word, field, 0, MAX_PRECISION_CM));
  }) as [number, number, number];
  const surplus = words[0];
  if (surplus !== undefined) throw invalidRdata({ type: 'LOC' }, surplus, 'nothing more can follow here');
  return { latitude, longitude, altitude, size, horizontalPrecision, verticalPrecision };
}

/** Takes `degrees [minutes [seconds]] hemisphere` from the front of the words. */
function takeAngle(
  words: string[],
  field: string,
  maxDegrees: number,
  positive: string,
  negative: string,
): number {
  const place = { type: 'LOC', field };
  const parts: string[] = [];
  for (;;) {
    const word = words.shift();
    if (word === undefined) throw missingField(place);
    const hemisphere = word.toUpperCase();
    if (parts.length > 0 && (hemisphere === positive || hemisphere === negative)) {
      const value = angleOf(parts);
      if (value === undefined || value > maxDegrees * UNITS_PER_DEGREE) break;
      return hemisphere === positive || value === 0 ? value : -value;
    }
    parts.push(word);
    if (parts.length > 3) break;
  }
  throw invalidRdata(
    place,
    parts.join(' '),
    `up to ${maxDegrees} degrees, minutes, seconds and then ${positive} or ${negative} are expected`,
  );
}

function angleOf(parts: readonly string[]): number | undefined {
  const [degrees = '', minutes = '0', seconds = '0'] = parts;
  if (
    !/^\d{1,3}$/.test(degrees) ||
    !/^[0-5]?\d$/.test(minutes) ||
    !/^[0-5]?\d(?:\.\d{1,3})?$/.test(seconds)
  ) {
    return undefined;
  }
  return Number(degrees) * UNITS_PER_DEGREE + Number(minutes) * 60_000 + Math.round(Number(seconds) * 1000);
}

/** Gives centimetres. */
function parseMetres(word: string | undefined, field: string, min: number, max: number): number {
  const place = { type: 'LOC', field };
  if (word === undefined) throw missingField(place);
  const match = /^(-?\d{1,9}(?:\.\d{1,2})?)m?$/i.exec(word);
  const centimetres = match === null ? Number.NaN : Math.round(Number(match[1]) * 100);
  if (centimetres >= min && centimetres <= max) return centimetres === 0 ? 0 : centimetres;
  throw invalidRdata(place, word, `metres from ${min / 100} to ${max / 100} are expected, such as 10.50m`);
}

/** RFC 1876 §2: one digit and a power of ten, rounded down. */
function encodePrecision(centimetres: number): number {
  const exponent = centimetres === 0 ? 0 : String(centimetres).length - 1;
  return (Math.floor(centimetres / 10 ** exponent) << 4) | exponent;
}

function precisionCm(encoded: number): number {
  return (encoded >>> 4) * 10 ** (encoded & 0xf);
}

function readLocation(input: WireReader): Location {
  const version = input.u8();
  if (version !== 0) throw malformedRdata('LOC', `version ${version} is not known`);
  const [size, horizontalPrecision, verticalPrecision] = [
    readPrecision(input),
    readPrecision(input),
    readPrecision(input),
  ];
  const latitude = input.u32() - EQUATOR;
  const longitude = input.u32() - EQUATOR;
  if (Math.abs(latitude) > 90 * UNITS_PER_DEGREE || Math.abs(longitude) > 180 * UNITS_PER_DEGREE) {
    throw malformedRdata('LOC', 'the place is not on earth');
  }
  return {
    latitude,
    longitude,
    altitude: input.u32() - ALTITUDE_BASE_CM,
    size,
    horizontalPrecision,
    verticalPrecision,
  };
}

function readPrecision(input: WireReader): number {
  const encoded = input.u8();
  if (encoded >>> 4 > 9 || (encoded & 0xf) > 9)
    throw malformedRdata('LOC', 'a precision is not a digit and a power of ten');
  // Zero with an exponent is still zero.
  return encoded >>> 4 === 0 ? 0 : encoded;
}

function formatLocation(location: Location): Rdata {
  return [
    formatAngle(location.latitude, 'N', 'S'),
    formatAngle(location.longitude, 'E', 'W'),
    `${(location.altitude / 100).toFixed(2)}m`,
    formatPrecision(location.size),
    formatPrecision(location.horizontalPrecision),
    formatPrecision(location.verticalPrecision),
  ].join(' ');
}

function formatAngle(value: number, positive: string, negative: string): string {
  const total = Math.abs(value);
  const degrees = Math.floor(total / UNITS_PER_DEGREE);
  const minutes = Math.floor((total % UNITS_PER_DEGREE) / 60_000);
  const seconds = (total % 60_000) / 1000;
  return `${degrees} ${minutes} ${seconds.toFixed(3)} ${value < 0 ? negative : positive}`;
}

function formatPrecision(encoded: number): string {
  const centimetres = precisionCm(encoded);
  return centimetres < 100 ? `${(centimetres / 100).toFixed(2)}m` : `${centimetres / 100}m`;
}
