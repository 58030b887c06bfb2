import { readMachO, verifySignature } from './mach-o.ts';
import { readPe } from './pe.ts';
import type { Target } from './targets.ts';

/** What Node.js looks for to know that it carries a program. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
/** The first four octets of what is carried, little-endian. */
const BLOB_MAGIC = 0x0143da20;
const MACHINES = {
  elf: { x64: 0x3e, arm64: 0xb7 },
  'mach-o': { x64: 0x01000007, arm64: 0x0100000c },
  pe: { x64: 0x8664, arm64: 0xaa64 },
} as const;

/**
 * Checks a binary that this machine may not be able to run: format, architecture, what it carries, and on macOS its signature.
 *
 * @throws Error that names what does not fit
 */
export function checkBinary(file: Buffer, target: Target): void {
  const machine = machineOf(file, target);
  const expected = MACHINES[target.format][target.arch as 'x64' | 'arm64'];
  if (machine !== expected) throw new Error(`it is for machine ${machine} instead of ${expected}`);
  if (!file.includes(`${FUSE}:1`) || file.includes(`${FUSE}:0`))
    throw new Error('Node.js would not see that it carries a program');
  const blob = carried(file, target);
  for (const part of ['chunk/main.js', 'cache/main.js', 'keyring.node'])
    if (!blob.includes(part)) throw new Error(`it does not carry ${part}`);
  if (target.format === 'mach-o') verifySignature(file);
}

function machineOf(file: Buffer, { format }: Target): number {
  switch (format) {
    case 'elf':
      if (file.readUInt32BE(0) !== 0x7f454c46) throw new Error('it is no ELF file');
      return file.readUInt16LE(18);
    case 'mach-o':
      readMachO(file);
      return file.readUInt32LE(4);
    case 'pe':
      return readPe(file).machine;
  }
}

/** The octets in which the program must stand. */
function carried(file: Buffer, { format }: Target): Buffer {
  const range = {
    elf: () => noteOfElf(file),
    'mach-o': () => readMachO(file).segments.find(({ name }) => name === 'NODE_SEA'),
    pe: () => readPe(file).sections.findLast(({ name }) => name === '.rsrc'),
  }[format]();
  if (range === undefined) throw new Error('it has no place for a program');
  const part = file.subarray(range.offset, range.offset + range.size);
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(BLOB_MAGIC);
  const start = part.indexOf(magic);
  if (start < 0) throw new Error('it carries no program');
  return part.subarray(start);
}

/** The note NODE_SEA_BLOB: sizes of name and content, type, name, content. */
function noteOfElf(file: Buffer): { offset: number; size: number } | undefined {
  const PT_NOTE = 4;
  const table = Number(file.readBigUInt64LE(0x20));
  for (let i = 0; i < file.readUInt16LE(0x38); i++) {
    const entry = table + i * 56;
    if (file.readUInt32LE(entry) !== PT_NOTE) continue;
    const offset = Number(file.readBigUInt64LE(entry + 8));
    const size = Number(file.readBigUInt64LE(entry + 32));
    if (file.subarray(offset, offset + size).includes('NODE_SEA_BLOB')) return { offset, size };
  }
  return undefined;
}
