// Drops what an ELF executable does not need to run: symbol and string tables and debug sections. The tables of the dynamic linker, which addons are bound by, are kept.

const SECTION_HEADER_OFFSET = 0x28;
const SECTION_ENTRY_SIZE = 64;
const SHT_NULL = 0;
const SHT_NOBITS = 8;
const SHT_RELA = 4;
const SHF_ALLOC = 2n;
const SHF_INFO_LINK = 0x40n;

interface Section {
  readonly index: number;
  readonly header: Buffer;
  readonly type: number;
  readonly flags: bigint;
  readonly offset: number;
  readonly size: number;
}

/** Gives the executable without the sections that are not loaded. Little-endian ELF64, as all our targets are. */
export function stripElf(file: Buffer): Buffer {
  if (file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2 || file[5] !== 1)
    throw new Error('this is no little-endian ELF64 file');
  const count = file.readUInt16LE(0x3c);
  const names = file.readUInt16LE(0x3e);
  const table = Number(file.readBigUInt64LE(SECTION_HEADER_OFFSET));
  const sections = Array.from({ length: count }, (_, i) => readSection(file, table, i));
  const kept = sections.filter(
    ({ index, type, flags }) => type === SHT_NULL || index === names || (flags & SHF_ALLOC) !== 0n,
  );
  const newIndex = new Map(kept.map(({ index }, i) => [index, i]));
  const end = Math.max(
    ...kept
      .filter(({ index, type }) => type !== SHT_NOBITS && index !== names)
      .map(({ offset, size }) => offset + size),
  );
  const nameTable = kept.find(({ index }) => index === names);
  if (nameTable === undefined) throw new Error('this ELF file has no section names');
  const namesAt = align(end);
  const tableAt = align(namesAt + nameTable.size);
  const out = Buffer.alloc(tableAt + kept.length * SECTION_ENTRY_SIZE);
  file.copy(out, 0, 0, end);
  file.copy(out, namesAt, nameTable.offset, nameTable.offset + nameTable.size);
  kept.forEach((section, i) => {
    const header = Buffer.from(section.header);
    if (section.index === names) header.writeBigUInt64LE(BigInt(namesAt), 0x18);
    header.writeUInt32LE(newIndex.get(header.readUInt32LE(0x28)) ?? 0, 0x28);
    // Of a relocation section the field holds a section too.
    if (section.type === SHT_RELA || (section.flags & SHF_INFO_LINK) !== 0n)
      header.writeUInt32LE(newIndex.get(header.readUInt32LE(0x2c)) ?? 0, 0x2c);
    header.copy(out, tableAt + i * SECTION_ENTRY_SIZE);
  });
  out.writeBigUInt64LE(BigInt(tableAt), SECTION_HEADER_OFFSET);
  out.writeUInt16LE(kept.length, 0x3c);
  out.writeUInt16LE(newIndex.get(names) ?? 0, 0x3e);
  return out;
}

function readSection(file: Buffer, table: number, index: number): Section {
  const at = table + index * SECTION_ENTRY_SIZE;
  const header = file.subarray(at, at + SECTION_ENTRY_SIZE);
  return {
    index,
    header,
    type: header.readUInt32LE(4),
    flags: header.readBigUInt64LE(8),
    offset: Number(header.readBigUInt64LE(0x18)),
    size: Number(header.readBigUInt64LE(0x20)),
  };
}

const align = (offset: number): number => Math.ceil(offset / 8) * 8;
