/** Entry of the data directory that points at the Authenticode signature. */
const SECURITY_DIRECTORY = 4;

/** Drops the Authenticode signature of a Windows executable: it does not survive a change, and one that does not fit is worse than none. */
export function dropPeSignature(file: Buffer): Buffer {
  const optional = readPe(file).optionalHeader;
  const entry = optional + 112 + SECURITY_DIRECTORY * 8;
  const offset = file.readUInt32LE(entry);
  const out = Buffer.from(offset === 0 ? file : file.subarray(0, offset));
  out.writeBigUInt64LE(0n, entry);
  // The checksum, which is looked at for drivers only.
  out.writeUInt32LE(0, optional + 64);
  return out;
}

/** Where the parts of a Windows executable stand. */
export function readPe(file: Buffer): {
  readonly machine: number;
  readonly optionalHeader: number;
  readonly sections: readonly { readonly name: string; readonly offset: number; readonly size: number }[];
} {
  const header = file.readUInt32LE(0x3c);
  if (file.toString('latin1', header, header + 4) !== 'PE\0\0')
    throw new Error('this is no Windows executable');
  const optionalHeader = header + 24;
  const table = optionalHeader + file.readUInt16LE(header + 20);
  return {
    machine: file.readUInt16LE(header + 4),
    optionalHeader,
    sections: Array.from({ length: file.readUInt16LE(header + 6) }, (_, i) => ({
      name: file.toString('latin1', table + i * 40, table + i * 40 + 8).replace(/\0+$/, ''),
      offset: file.readUInt32LE(table + i * 40 + 20),
      size: file.readUInt32LE(table + i * 40 + 16),
    })),
  };
}
