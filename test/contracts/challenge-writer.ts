import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RegctlError } from '../../src/core/errors.ts';
import { MAX_VALUES, type ChallengeWriter } from '../../src/ports/challenge-writer.ts';

/** One writer under test, and what name servers answer. */
export interface ChallengeWriterSubject {
  readonly writer: ChallengeWriter;
  /** A second one over the same zone, as another process has it. */
  readonly other: ChallengeWriter;
  /** Labels of targets that were given out. */
  readonly labels: readonly [string, string];
  /** TXT values that the name servers of the zone give for a target. */
  answers(label: string): Promise<readonly string[]>;
  /** Lets time pass. */
  advance(ms: number): void;
  now(): Date;
  dispose(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const value = (mark: string): string => mark.padEnd(43, '-');

/** What everybody promises who answers challenges (src/ports/challenge-writer.ts). */
export function challengeWriterContract(name: string, make: () => Promise<ChallengeWriterSubject>): void {
  describe(`challenge writer: ${name}`, () => {
    let subject: ChallengeWriterSubject;
    beforeEach(async () => {
      subject = await make();
    });
    afterEach(() => subject.dispose());
    const soon = (): Date => new Date(subject.now().getTime() + HOUR_MS);

    it('answers with what was set when that resolves, beside what was there, and takes away by value', async () => {
      const { writer, labels } = subject;
      const [one, two] = labels;
      await writer.set(one, value('a'), soon());
      expect(await subject.answers(one)).toEqual([value('a')]);
      await writer.set(one, value('b'), soon());
      await writer.set(two, value('c'), soon());
      await writer.set(one, value('b'), soon());
      expect((await subject.answers(one)).toSorted()).toEqual([value('a'), value('b')]);
      expect(await writer.values(one)).toEqual([value('a'), value('b')]);
      await writer.unset(one, value('a'));
      await writer.unset(one, value('a'));
      expect(await subject.answers(one)).toEqual([value('b')]);
      expect(await subject.answers(two)).toEqual([value('c')]);
      await writer.unset(one, value('b'));
      expect([await subject.answers(one), await writer.values(one)]).toEqual([[], []]);
    });

    it('lets several write at once, and loses nothing', async () => {
      const { writer, other, labels } = subject;
      const [one, two] = labels;
      const marks = ['a', 'b', 'c', 'd'];
      await Promise.all(
        marks.flatMap((mark, i) => [
          (i % 2 === 0 ? writer : other).set(one, value(mark), soon()),
          (i % 2 === 0 ? other : writer).set(two, value(mark), soon()),
        ]),
      );
      for (const label of labels) expect((await subject.answers(label)).toSorted()).toEqual(marks.map(value));
      await Promise.all(marks.map((mark) => other.unset(one, value(mark))));
      expect(await subject.answers(one)).toEqual([]);
    });

    it('holds so many values and no more', async () => {
      const { writer, labels } = subject;
      const [one] = labels;
      for (let i = 0; i < MAX_VALUES; i++) await writer.set(one, value(`v${i}`), soon());
      await expect(writer.set(one, value('more'), soon())).rejects.toSatisfy(
        (error: unknown) => error instanceof RegctlError && error.code === 'CONFLICT',
      );
      await writer.set(one, value('v0'), soon());
      expect(await writer.values(one)).toHaveLength(MAX_VALUES);
    });

    it('forgets what is over, whoever set it', async () => {
      const { writer, other, labels } = subject;
      const [one, two] = labels;
      await writer.set(one, value('old'), soon());
      await writer.set(one, value('kept'), new Date(subject.now().getTime() + 3 * HOUR_MS));
      subject.advance(2 * HOUR_MS);
      expect(await writer.values(one)).toEqual([value('kept')]);
      await other.set(two, value('new'), soon());
      expect(await subject.answers(one)).toEqual([value('kept')]);
    });
  });
}
