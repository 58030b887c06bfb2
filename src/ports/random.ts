/** Unpredictable bytes as a port, so that ids in tests are known. */
export interface Random {
  bytes(length: number): Uint8Array;
}
