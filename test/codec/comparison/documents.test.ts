/**
 * The documents say what the numbers say; the committed ones are what the committed models give:
 * `npx vitest run test/codec/comparison/documents.test.ts --update` writes them anew, like the commands that they name.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparedBackbones } from '../../../src/codec/comparison/compared-backbone.js';
import { reproductionMarkdown } from '../../../src/codec/comparison/reproduction-document.js';
import { rivalsMarkdown } from '../../../src/codec/comparison/rivals-document.js';
import { shippedModelFolder } from '../../../src/codec/load.js';
import { runProgram } from '../../support/program.js';
import { writeTinyModels } from '../tiny-models.js';
import { erased, erasedJointly, madeUp, noisy, noisyJointly } from './made-up.js';

describe('the document of rivals', () => {
  const text = rivalsMarkdown([
    madeUp,
    { ...madeUp, card: { ...madeUp.card, name: 'without' }, rivals: undefined as never },
  ]);

  it('says which rivals were not measured', () => {
    expect(text).toMatch(/Not measured here, so no rival below: .*WebP.*\./);
    const unmeasured = /so no rival below: (.*)\./.exec(text)![1]!;
    expect(unmeasured).not.toMatch(/raw image|JPEG image/);
  });

  it('says who wins, condition by condition', () => {
    expect(text).toContain(
      'Of 2 conditions: the same code as bits wins at 0, is level at 0; another rival wins at 1, is level at 1; none as cheap fits.',
    );
    expect(text).toContain(
      '| 0.01 | 396 | 88.80 | not measured | **90.00** local, 4 bits | 70.00 jpeg 30, 4:2:0 (scan), 380 bits |',
    );
    expect(text).toMatch(
      /\| 20 \| 10\.0 \| \d+ \/ \d+ \| 89\.50 \| 86\.91 1 bit, 36 bits \| \*89\.91\* local, 4 bits \| none fits \|/,
    );
  });

  it('does not mistake the code of other weights for that of a codec, and says where it cannot tell', () => {
    const withRows = (codecSha256: string) =>
      rivalsMarkdown([
        {
          ...madeUp,
          codecs: [{ ...noisy, sha256: 'now' }],
          rivals: { ...madeUp.rivals!, rows: madeUp.rivals!.rows.map((row) => ({ ...row, codecSha256 })) },
        },
      ]);
    expect(text).toContain('taken for those of the card: `made-up-noisy`.');
    expect(withRows('now')).not.toMatch(/other weights than|taken for those/);
    expect(withRows('now')).toContain('86.91 1 bit, 36 bits');
    const trainedAnew = withRows('before');
    expect(trainedAnew).toContain('and left out but for the last table: `made-up-noisy`.');
    const [compared, everyRival] = trainedAnew.split('## Every rival');
    expect(compared).not.toContain(' bit, ');
    expect(everyRival).toContain('| made-up-noisy, 1 bit |');
  });

  it('states the size of a code whatever its first condition', () => {
    const [, one] = erased.accuracy!.rows;
    const later = { ...erased, accuracy: { ...erased.accuracy!, rows: [one!] } };
    expect(rivalsMarkdown([{ ...madeUp, codecs: [later] }])).toContain('split `early`, 400 bits, 60.00 MMAC');
  });

  it('begins with what its tables come to, in words', () => {
    const first = text.indexOf('### In the same place');
    const answer = text.slice(text.indexOf('## made-up'), first);
    // at 10 dB not even 36 bits fit into 18 uses; at 20 dB they do, and lose by more than the error
    expect(answer).toContain(
      '(codecs: 1, conditions: 2): better at 2 (10 .. 20 dB), at 1 of them because not even one bit a value fits (10 dB); level at 0; worse at 0.',
    );
    expect(answer).not.toContain('Erasures');
    expect(answer).toContain('another rival is better at 3 of 4 conditions, level at 1. At 3 of those 3 it is `local`');
    expect(answer).toContain('a rival is better at 0 of 4 conditions, level at 0; at 2 none fits.');
    expect(answer).toContain(
      'spared by a factor of 1.05 or more from 144 to 24575 bits (factor 2.00 at most, then raw-image needs less or about as much).',
    );
  });

  it('calls chance what may be no more than that, by the lower end of its interval', () => {
    const [row] = madeUp.rivals!.rows;
    const guess = (percent: number, low: number) => ({ ...row!, rival: 'png', setting: `${percent}`, percent, low });
    const rows = [...madeUp.rivals!.rows, guess(10.4, 9.9), guess(10.9, 10.1)];
    const page = rivalsMarkdown([{ ...madeUp, rivals: { ...madeUp.rivals!, rows } }]);
    expect(page).toContain('| chance (10.40) |');
    expect(page).toContain('| 10.90 |');
  });

  it('has every setting of every rival at its end', () => {
    expect(text.indexOf('## Every rival')).toBeGreaterThan(text.lastIndexOf('### Work on the device'));
    expect(text.slice(text.indexOf('## Every rival'))).toContain('| JPEG image | 30, 4:2:0 |');
  });

  it('states the work on the device by bound and by mean', () => {
    expect(text).toContain('| 144 | made-up-noisy, 4 bit | 110.00 | local | 120.00 | 1.09 |');
    expect(text).toContain('| 400 | made-up-erased | 60.00 | local | 120.00 | 2.00 |');
    expect(text).toContain('| 24576 | made-up-erased | 60.00 | raw-image | 0.00 | 0.00 |');
    expect(text).toContain('spares a factor of 2.00 at most (from 400 bits); from 24576 bits on raw-image needs less.');
  });

  it('leaves out a backbone without rivals', () => {
    expect(text).not.toContain('## without');
  });
});

describe('the reproduction table', () => {
  const text = reproductionMarkdown([madeUp]);

  it('has every codec at its claimed condition, and whether the bound holds', () => {
    expect(text).toContain(
      '| `made-up-noisy` | late | 36 values | 64.0x | wide | PSNR 20 dB | 89.50 (89.00 .. 90.00) | 0.50 +- 0.10, < 0.66 | yes |',
    );
    expect(text).toContain(
      '| `made-up-erased` | early | 400 bits | 256.0x | wide | p = 0.01 | 88.80 (88.30 .. 89.30) | 1.20 +- 0.20, < 1.53 | yes |',
    );
    expect(text).not.toContain('| `made-up-later`');
    expect(text).toContain('Trained, but not evaluated on test images: `made-up-later`.');
    expect(text).toContain(
      '| `made-up-noisy-joint` | late | 36 values | 64.0x | phase 3, all | PSNR 20 dB | 89.00 (88.50 .. 89.50) | 1.00 +- 0.30, < 1.50 | yes |',
    );
    expect(text).toContain('spares a factor of 2.00 at most (from 400 bits)');
  });

  it('counts the work on the device of a codec after phase 3', () => {
    const text3 = reproductionMarkdown([{ ...madeUp, joint: [noisyJointly, erasedJointly] }]);
    expect(text3).toContain('spares a factor of 2.00 at most (from 200 bits)');
  });

  it('gives the mean over trainings that differ in their seed', () => {
    const again = noisy.accuracy!.rows.map((row) => ({ ...row, loss: row.loss + 0.2 }));
    const second = { ...noisy, name: 'made-up-noisy-seed2', accuracy: { ...noisy.accuracy!, rows: again } };
    const text2 = reproductionMarkdown([{ ...madeUp, codecs: [...madeUp.codecs, second] }]);
    // 0.5 and 0.7: mean 0.6, half-width 12.706 x 0.1.
    expect(text2).toContain('- `made-up-noisy`, PSNR 20 dB: 2 trainings lose 0.60 (-0.67 .. 1.87) points.');
    expect(text).not.toContain('trainings lose');
    const other = { ...second, training: { law: 'wide', recipe: { epochs: 3 } } };
    expect(reproductionMarkdown([{ ...madeUp, codecs: [...madeUp.codecs, other] }])).not.toContain('trainings lose');
  });

  it('says which rivals its claim on computation lacks', () => {
    const claims = text.split('\n').filter((line) => /omputation on the device/.test(line) && line.includes('spares'));
    expect(claims).toHaveLength(2);
    for (const line of claims) expect(line).toMatch(/Not measured on this network, .*: PNG image; WebP image;/);
  });

  it('names the published accuracy beside that of VGG-16 on the same images only', () => {
    const shape = { architecture: 'vgg16', classCount: 100 };
    const vgg = { ...madeUp.card, dataSet: 'cifar100', shape } as typeof madeUp.card;
    expect(reproductionMarkdown([{ ...madeUp, card: vgg }])).toContain('has 74.04 % on these images');
    expect(text).not.toContain('74.04');
  });

  describe('its answers', () => {
    const paper = (losses: readonly number[], name = 'made-up-noisy-paper') => ({
      ...noisy,
      name,
      backbone: 'made-up',
      training: { law: 'paper', wallSeconds: 720 },
      accuracy: {
        ...noisy.accuracy!,
        rows: losses.map((loss, index) => ({
          ...noisy.accuracy!.rows[0]!,
          ...{ condition: 20 + 5 * index, loss, lossUpper: loss + 0.5 },
        })),
      },
    });
    const own = (loss: number) => ({ ...paper([loss], 'made-up-noisy-own'), training: { law: 'wide' } });
    const pageOf = (...codecs: (typeof noisy)[]) => reproductionMarkdown([{ ...madeUp, codecs, joint: [] }]);

    it.each([
      ['reproduced', [paper([1.4])]],
      ['partly reproduced, under milder conditions', [paper([1.6, 1.4, 1.3])]],
      ['partly reproduced, by another recipe', [paper([1.6, 1.6]), own(1.4)]],
      ['partly reproduced, under milder conditions and by another recipe', [paper([1.6, 1.4]), own(1.4)]],
      ['not reproduced', [paper([1.6, 1.6]), own(1.6)]],
      ['the published recipe was not measured', [own(1.4)]],
    ])('are "%s" by the bounds', (verdict, codecs) => {
      expect(pageOf(...codecs)).toContain(`over noise, less than 2 % loss: ${verdict}** (PSNR 20 dB)`);
    });

    it('give the hardest condition, the best of the milder ones, and the other recipe', () => {
      const page = pageOf(paper([1.6, 1.4, 1.3]), own(1.4));
      expect(page).toContain(
        'at 20 dB: loses 1.60 (< 2.10) points, does not hold. Best of the milder conditions, 30 dB: loses 1.30 (< 1.80) points, holds.',
      );
      expect(page).toContain(
        'Recipe of this project, `made-up-noisy-own` (36 values, 64.0x) at 20 dB: loses 1.40 (< 1.90) points, holds.',
      );
    });

    it('count what phase 3 brings at that split and size', () => {
      const page = reproductionMarkdown([{ ...madeUp, codecs: [paper([1.6])], joint: [noisyJointly, erasedJointly] }]);
      expect(page).toContain('partly reproduced, by another recipe** (PSNR 20 dB)');
      expect(page).toContain(
        '  - Phase 3 (all), `made-up-noisy-joint` (36 values, 64.0x) at 20 dB: loses 1.00 (< 1.50) points, holds.',
      );
      expect(page).not.toContain('Phase 3 (all), `made-up-erased-joint`');
    });

    it('judge several trainings by the interval of their mean', () => {
      // 1.4 and 1.6: mean 1.5, half-width 12.706 x 0.1
      const page = pageOf(paper([1.4]), { ...paper([1.6]), name: 'made-up-noisy-paper-seed2' });
      expect(page).toContain('2 trainings lose 1.50 (0.23 .. 2.77) points, does not hold');
    });

    it('come with the commands that give them and the minutes of the cards', () => {
      const page = pageOf(paper([1.4]), own(1.4));
      expect(page).toContain(
        'bottlenet-sim data fetch images\nbottlenet-sim train models/made-up-noisy-paper/train.json --force   # 12 min\nbottlenet-sim evaluate made-up-noisy-paper --write\n',
      );
      expect(page).toContain('bottlenet-sim train models/made-up-noisy-own/train.json --force\n');
    });
  });

  it('says no where the bound is 2 or more, though the mean is below', () => {
    const [first, ...others] = madeUp.codecs;
    const row = { ...first!.accuracy!.rows[1]!, loss: 1.9, lossUpper: 2 };
    const card = { ...first!, accuracy: { ...first!.accuracy!, rows: [row] } };
    expect(reproductionMarkdown([{ ...madeUp, codecs: [card, ...others] }])).toContain('1.90 +- 0.20, < 2.00 | no |');
  });
});

describe('the committed documents', () => {
  it.each(['rivals', 'reproduction'])('docs/%s.md is what the command writes', async (what) => {
    const { status, stdout } = runProgram(['compare', what]);
    expect(status).toBe(0);
    await expect(stdout).toMatchFileSnapshot(`../../../docs/${what}.md`);
  });

  it('refuse a table of phase 3 in another format', async () => {
    const models = mkdtempSync(join(tmpdir(), 'bottlenet-joint-'));
    mkdirSync(join(models, 'codec'));
    writeFileSync(join(models, 'codec', 'joint.json'), JSON.stringify({ format: 'bottlenet-sim/joint@1' }));
    await expect(comparedBackbones(models)).rejects.toThrow(/joint@1"; accepted is "bottlenet-sim\/joint@2"/);
    writeFileSync(join(models, 'codec', 'joint.json'), '{"format":"bottlenet-sim/joint@2","rows":[');
    await expect(comparedBackbones(models)).rejects.toThrow(/joint\.json is not JSON/);
    rmSync(models, { recursive: true });
  });

  it('refuse what was measured on different images', async () => {
    const models = writeTinyModels();
    const evaluatedOn = (name: string, imageSet: string) => {
      const file = join(models, name, 'card.json');
      const imageSetSha256 = (imageSet === 'tiny-test' ? 'a' : 'b').repeat(64);
      const provenance = { imageSet, imageSetSha256, seed: 1, engine: 'native 1', unit: 'dB' };
      const accuracy = { ...noisy.accuracy!, ...provenance };
      writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), accuracy }));
    };
    evaluatedOn('tiny-awgn-zf', 'tiny-test');
    evaluatedOn('tiny-erasure', 'tiny-test');
    expect(await comparedBackbones(models)).toHaveLength(1);
    evaluatedOn('tiny-erasure', 'tiny-validation');
    await expect(comparedBackbones(models)).rejects.toThrow(
      /tiny-erasure\/card\.json measured on tiny-validation .*; accepted beside .*tiny-awgn-zf\/card\.json: tiny-test/,
    );
  });

  it('are not written where there is no folder', () => {
    const { status, stderr } = runProgram(['compare', 'reproduction', '--out', '/no-such-folder/page.md']);
    expect(status).toBe(4);
    expect(stderr).toMatch(/^--out \/no-such-folder\/page\.md cannot be written/);
  });

  it('cover every trained codec', async () => {
    const backbones = await comparedBackbones(shippedModelFolder);
    const page = readFileSync('docs/reproduction.md', 'utf8');
    const codecs = backbones.flatMap((backbone) => [...backbone.codecs, ...backbone.joint]);
    expect(codecs.length).toBeGreaterThan(0);
    for (const { name } of codecs) expect(page).toContain(`\`${name}\``);
  });
});
