import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linearAxis, logAxis, studiedAxis, studiedAxisWithZero } from '../../src/report/axis-scale.js';
import { figures } from '../../src/report/figures/index.js';
import { load } from '../../src/report/figures/load.js';
import { textWidth } from '../../src/report/font.js';
import { renderPng, renderSvg } from '../../src/report/render.js';
import { themes } from '../../src/report/theme.js';
import { parseStudyTable } from '../../src/study/study-table.js';

const file = 'test/report/fixtures/load-table.csv';
const table = parseStudyTable(readFileSync(file, 'utf8'), file);

describe.each(Object.entries(themes))('the theme %s', (_, { series }) => {
  it('has no two series of one look, in colour or in grey, and begins with every colour once', () => {
    const coloured = series.map(({ colour, marker }) => `${colour} ${marker}`);
    const grey = series.map(({ dash, marker }) => `${dash} ${marker}`);
    expect([series.length, new Set(coloured).size, new Set(grey).size]).toEqual([49, 49, 49]);
    expect(new Set(series.slice(0, 7).map(({ colour }) => colour)).size).toBe(7);
  });
});

describe('the figure load', () => {
  it('is drawn as stored, to the byte', async () => {
    const { spec } = load.draw(table, themes.paper);
    const svg = await renderSvg(spec, 'load');
    await expect(`${svg}\n`).toMatchFileSnapshot('fixtures/load.svg');
    expect(await renderSvg(load.draw(table, themes.paper).spec, 'load')).toBe(svg);
  });

  it('fits the text width of a paper, legend and text inside', async () => {
    const svg = await renderSvg(load.draw(table, themes.paper).spec, 'load');
    const [, width] = /width="([\d.]+)pt"/.exec(svg)!;
    expect(Number(width)).toBeLessThanOrEqual(516);
    for (const name of new Set(table.rows.map(({ variant }) => variant))) expect(svg).toContain(`>${name}</text>`);
  });

  it('leaves markers of untrusted points hollow and keeps them in the data', () => {
    const { data, spec } = load.draw(table, themes.paper);
    const untrusted = table.rows.filter(({ verdict }) => verdict !== 'stable');
    expect(untrusted.length).toBeGreaterThan(0);
    expect(JSON.stringify(spec)).toMatch(/"trusted":false,[^}]*"fill":"none"/);
    expect(data.rows).toHaveLength(table.rows.length);
    expect(data.header).toContain('verdict');
  });

  it('joins no overloaded point, and has them below the axis of the accuracy, a row per variant', () => {
    const text = JSON.stringify(load.draw(table, themes.paper).spec);
    const layers = (type: string) =>
      [...text.matchAll(/"data":\{"values":(\[[^\]]*\])\},"mark":\{"type":"(\w+)"/g)]
        .filter(([, , mark]) => mark === type)
        .map(([, values]) => JSON.parse(values!) as { x: number; y: number; overloaded?: boolean }[]);
    expect(layers('line').flat().length).toBeGreaterThan(0);
    expect(
      layers('line')
        .flat()
        .some(({ overloaded }) => overloaded),
    ).toBe(false);
    const variants = new Set(table.rows.map(({ variant }) => variant)).size;
    const accuracy = layers('point')
      .filter((values) => values.length > 1)
      .slice(0, variants);
    const below = accuracy.map((values) => new Set(values.filter(({ overloaded }) => overloaded).map(({ y }) => y)));
    const rows = below.filter(({ size }) => size > 0).map((heights) => [...heights]);
    expect(rows.length).toBeGreaterThan(1);
    for (const heights of rows) expect(heights).toHaveLength(1);
    expect(new Set(rows.flat()).size).toBe(rows.length);
    expect(Math.max(...rows.flat())).toBeLessThan(0);
  });

  it('becomes a PNG with text in it, without system fonts', async () => {
    const svg = await renderSvg(load.draw(table, themes.paper).spec, 'load');
    const png = renderPng(svg, 72);
    expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    const without = renderPng(svg.replace(/<text[^>]*>[^<]*<\/text>/g, ''), 72);
    expect(png.length).toBeGreaterThan(without.length * 1.1);
  });

  it('draws what has no value as a gap and refuses a table without any', async () => {
    const gap = {
      rows: table.rows.map((row, index) => (index === 4 ? { ...row, estimate: null, low: null, high: null } : row)),
    };
    expect(await renderSvg(load.draw(gap, themes.grey).spec, 'load')).toContain('<svg');
    const none = { rows: table.rows.map((row) => ({ ...row, estimate: null })) };
    expect(() => load.draw(none, themes.paper)).toThrow('no estimate of accuracy.inTime');
    const texts = { rows: table.rows.map((row) => ({ ...row, value: '5 dB' })) };
    expect(() => load.draw(texts, themes.paper)).toThrow('an axis of plain numbers');
  });

  it('has a name of its own', () => {
    expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length);
  });
});

describe('axes', () => {
  it('have round ticks around the data', () => {
    expect(linearAxis('', 8.2, 93.4).ticks).toEqual([0, 20, 40, 60, 80, 100]);
    expect(linearAxis('', 0.913, 0.934).ticks).toEqual([0.91, 0.915, 0.92, 0.925, 0.93, 0.935]);
    expect(logAxis('', 25, 3400).domain).toEqual([20, 5000]);
    expect(logAxis('', 20, 20).domain).toEqual([20, 50]);
    expect(studiedAxis('', [40, 5, 160, 40])).toMatchObject({ scale: 'log', ticks: [5, 40, 160] });
    expect(studiedAxis('', [10, 20]).scale).toBe('linear');
    expect(studiedAxis('', [10]).domain[0]).toBeLessThan(10);
    const withZero = studiedAxisWithZero('', [0, 0.001, 0.4]);
    expect(withZero).toMatchObject({ scale: 'log', labels: ['0', '0.001', '0.4'], zero: 0.0004 });
    expect(withZero.domain[0]).toBeLessThan(withZero.zero);
  });
});

describe('type', () => {
  it('is measured with the face that draws it: Times widths', () => {
    // Times-Roman: "A" is 722 and "i" 278 thousandths wide
    expect(textWidth('A', 10)).toBeCloseTo(7.22, 2);
    expect(textWidth('i', 10)).toBeCloseTo(2.78, 2);
    expect(textWidth('a', 10)).toBeCloseTo(4.44, 2);
    expect(textWidth('a', 10, 'bold')).toBeCloseTo(5, 2);
  });
});
