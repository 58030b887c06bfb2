import { Session } from 'node:inspector/promises';
import { RegctlError } from '../../core/errors.ts';

/** Seconds that a CPU profile lasts when nothing else is said, and at most. */
const DEFAULT_SECONDS = 10;
const MAX_SECONDS = 120;

/** Takes a CPU profile, as Chromium's developer tools read it (`.cpuprofile`). */
export async function takeCpuProfile(seconds: number | undefined): Promise<string> {
  const lasting = Math.min(Math.max(seconds ?? DEFAULT_SECONDS, 0), MAX_SECONDS);
  return withSession(async (session) => {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    await new Promise((resolve) => setTimeout(resolve, lasting * 1_000));
    const { profile } = await session.post('Profiler.stop');
    return JSON.stringify(profile);
  });
}

/** Takes a snapshot of the heap (`.heapsnapshot`), piece by piece; it holds whatever is in memory, secrets too. */
export async function takeHeapSnapshot(write: (piece: string) => void): Promise<void> {
  await withSession(async (session) => {
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ params }) => write(params.chunk));
    await session.post('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  });
}

let isTaken = false;

async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  if (isTaken) {
    throw new RegctlError('LOCKED', 'a profile is being taken', {
      reason: 'one is taken at a time',
      hint: 'try again when it is done',
    });
  }
  isTaken = true;
  const session = new Session();
  session.connect();
  try {
    return await work(session);
  } finally {
    session.disconnect();
    isTaken = false;
  }
}
