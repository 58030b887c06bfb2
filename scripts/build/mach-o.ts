import { createHash } from 'node:crypto';

const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;
const HEADER = 32;
const PAGE = 4096;
/** macOS on arm64 maps pages of 16 KiB. */
const SEGMENT_PAGE = 0x4000;
const HASH_SIZE = 32;
const SUPER_BLOB = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
/** Fields of a code directory of version 0x20400. */
const DIRECTORY_HEADER = 88;
/** Ad hoc, and made by a linker: `codesign` replaces it without being told to. */
const FLAGS = 0x20002;

export interface Segment {
  readonly name: string;
  /** Where its load command stands. */
  readonly at: number;
  readonly offset: number;
  readonly size: number;
}

/** What the load commands of a Mach-O executable say. */
export interface MachO {
  readonly segments: readonly Segment[];
  /** Where the load commands end. */
  readonly commandsEnd: number;
  readonly signature: { readonly offset: number; readonly size: number } | undefined;
}

/** Reads the load commands of a little-endian Mach-O of 64 bits. */
export function readMachO(file: Buffer): MachO {
  if (file.readUInt32LE(0) !== 0xfeedfacf) throw new Error('this is no Mach-O of 64 bits');
  const segments: Segment[] = [];
  let signature: MachO['signature'];
  let at = HEADER;
  for (let i = 0; i < file.readUInt32LE(16); i++) {
    const command = file.readUInt32LE(at);
    if (command === LC_SEGMENT_64)
      segments.push({
        name: file.toString('latin1', at + 8, at + 24).replace(/\0+$/, ''),
        at,
        offset: Number(file.readBigUInt64LE(at + 40)),
        size: Number(file.readBigUInt64LE(at + 48)),
      });
    if (command === LC_CODE_SIGNATURE)
      signature = { offset: file.readUInt32LE(at + 8), size: file.readUInt32LE(at + 12) };
    at += file.readUInt32LE(at + 4);
  }
  return { segments, commandsEnd: at, signature };
}

/** Signs an executable ad hoc, without which macOS on arm64 ends it at once: a hash of each page, and no identity. It must not be signed already. */
export function signAdHoc(file: Buffer, identifier: string): Buffer {
  const { segments, commandsEnd, signature } = readMachO(file);
  const linkEdit = segments.find(({ name }) => name === '__LINKEDIT');
  const text = segments.find(({ name }) => name === '__TEXT');
  if (linkEdit === undefined || text === undefined)
    throw new Error('this Mach-O has no __LINKEDIT or __TEXT');
  if (signature !== undefined) throw new Error('this Mach-O is signed already');
  if (linkEdit.offset + linkEdit.size !== file.length)
    throw new Error('__LINKEDIT is not the end of the file');
  if (file.subarray(commandsEnd, commandsEnd + 16).some((octet) => octet !== 0))
    throw new Error('there is no room for another load command');
  const limit = Math.ceil(file.length / 16) * 16;
  const pages = Math.ceil(limit / PAGE);
  const name = Buffer.from(`${identifier}\0`);
  const directorySize = DIRECTORY_HEADER + name.length + pages * HASH_SIZE;
  const size = Math.ceil((20 + directorySize) / 16) * 16;
  const out = Buffer.concat([file, Buffer.alloc(limit + size - file.length)]);

  out.writeUInt32LE(out.readUInt32LE(16) + 1, 16);
  out.writeUInt32LE(out.readUInt32LE(20) + 16, 20);
  [LC_CODE_SIGNATURE, 16, limit, size].forEach((value, i) => out.writeUInt32LE(value, commandsEnd + i * 4));
  const linkEditSize = out.length - linkEdit.offset;
  out.writeBigUInt64LE(BigInt(Math.ceil(linkEditSize / SEGMENT_PAGE) * SEGMENT_PAGE), linkEdit.at + 32);
  out.writeBigUInt64LE(BigInt(linkEditSize), linkEdit.at + 48);

  const superBlob = [SUPER_BLOB, 20 + directorySize, 1, 0, 20];
  superBlob.forEach((value, i) => out.writeUInt32BE(value, limit + i * 4));
  const directory = limit + 20;
  const fields = [
    CODE_DIRECTORY,
    directorySize,
    0x20400,
    FLAGS,
    DIRECTORY_HEADER + name.length,
    DIRECTORY_HEADER,
    0,
    pages,
    limit,
  ];
  fields.forEach((value, i) => out.writeUInt32BE(value, directory + i * 4));
  // Hash size, SHA-256, platform, log2 of the page size.
  Buffer.from([HASH_SIZE, 2, 0, Math.log2(PAGE)]).copy(out, directory + 36);
  out.writeBigUInt64BE(BigInt(text.offset), directory + 64);
  out.writeBigUInt64BE(BigInt(text.size), directory + 72);
  // The main executable, not a library.
  out.writeBigUInt64BE(1n, directory + 80);
  name.copy(out, directory + DIRECTORY_HEADER);
  pageHashes(out, limit, PAGE).forEach((hash, i) =>
    hash.copy(out, directory + DIRECTORY_HEADER + name.length + i * HASH_SIZE),
  );
  return out;
}

/** Checks the signature of an executable as the kernel does: the hash of each page. @throws Error that names what does not fit */
export function verifySignature(file: Buffer): void {
  const { signature, segments } = readMachO(file);
  if (signature === undefined) throw new Error('there is no signature');
  const linkEdit = segments.at(-1);
  if (linkEdit?.name !== '__LINKEDIT' || linkEdit.offset + linkEdit.size !== file.length)
    throw new Error('__LINKEDIT does not hold the signature');
  const start = signature.offset;
  if (file.readUInt32BE(start) !== SUPER_BLOB) throw new Error('the signature has no super blob');
  const directory = Array.from({ length: file.readUInt32BE(start + 8) }, (_, i) => ({
    slot: file.readUInt32BE(start + 12 + i * 8),
    at: start + file.readUInt32BE(start + 16 + i * 8),
  })).find(({ slot }) => slot === 0)?.at;
  if (directory === undefined || file.readUInt32BE(directory) !== CODE_DIRECTORY)
    throw new Error('the signature has no code directory');
  const hashes = directory + file.readUInt32BE(directory + 16);
  const count = file.readUInt32BE(directory + 28);
  const limit = file.readUInt32BE(directory + 32);
  if (limit !== start) throw new Error('the signature does not cover all that stands before it');
  const actual = pageHashes(file, limit, 2 ** (file[directory + 39] ?? 0));
  if (actual.length !== count) throw new Error(`the signature covers ${count} pages of ${actual.length}`);
  actual.forEach((hash, i) => {
    const stated = file.subarray(hashes + i * HASH_SIZE, hashes + (i + 1) * HASH_SIZE);
    if (!hash.equals(stated)) throw new Error(`page ${i} is not the one that was signed`);
  });
}

function pageHashes(file: Buffer, limit: number, page: number): Buffer[] {
  return Array.from({ length: Math.ceil(limit / page) }, (_, i) =>
    createHash('sha256')
      .update(file.subarray(i * page, Math.min((i + 1) * page, limit)))
      .digest(),
  );
}
