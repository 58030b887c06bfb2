import type { LiveState } from '../../ports/live-state.ts';
import { createLiveSubject, type LiveSubject } from './subject.ts';

/** Things that are kept in mind; of more the ones that were silent longest are forgotten. */
const MOST = 1_000;

/** Live state for what one process does and shows. */
export function createMemoryLiveState(): LiveState {
  const subjects = new Map<string, LiveSubject>();
  const of = (name: string): LiveSubject => {
    const subject = subjects.get(name) ?? createLiveSubject();
    subjects.delete(name);
    subjects.set(name, subject);
    const [oldest] = subjects.keys();
    if (subjects.size > MOST && oldest !== undefined) subjects.delete(oldest);
    return subject;
  };
  return {
    tell: (name, news) => Promise.resolve(of(name).tell(news)),
    hear: (name, known, forMs) => of(name).hear(known, forMs),
  };
}
