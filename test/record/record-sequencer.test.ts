import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordSequencer } from '../../src/record/record-sequencer.js';
import type { RunRecord } from '../../src/record/run-record.js';

const row = (request: number): RunRecord => ({ request }) as RunRecord;

describe('record sequencer', () => {
  it('writes every row once, in the order of appending, whatever the order of answers', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.infiniteStream(fc.nat()), (pending, picks) => {
        const written: number[] = [];
        const sequencer = new RecordSequencer({ write: ({ request }) => void written.push(request) });
        const open: number[] = [];
        pending.forEach((waits, index) => {
          if (waits) open.push(sequencer.appendPending(row(index)));
          else sequencer.append(row(index));
          expect(written.length + sequencer.waiting).toBe(index + 1);
        });
        while (open.length > 0) {
          const { value } = picks.next();
          sequencer.complete(open.splice(value! % open.length, 1)[0]!);
        }
        expect(written).toEqual(pending.map((_, index) => index));
      }),
    );
  });

  it('holds rows back behind an open one only', () => {
    const written: number[] = [];
    const sequencer = new RecordSequencer({ write: ({ request }) => void written.push(request) });
    sequencer.append(row(0));
    const ticket = sequencer.appendPending(row(1));
    sequencer.append(row(2));
    expect(written).toEqual([0]);
    sequencer.complete(ticket);
    expect(written).toEqual([0, 1, 2]);
    expect(() => sequencer.complete(ticket)).toThrow(/does not wait/);
  });
});
