import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isClosedPipe, openSink } from '../../src/commands/sink.ts';
import { fakeIo } from '../cli/fake-io.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sink-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (file: string) => openSink(file, fakeIo({ cwd: folder }));
const text = (file: string) => readFileSync(join(folder, file), 'utf8');

describe('a file', () => {
  test('appears when it is complete, and not before', async () => {
    const sink = open('out.csv');
    await sink.write('x,f\n');
    await sink.write(Uint8Array.of(49, 10));
    expect(readdirSync(folder)).not.toContain('out.csv');
    await sink.close();
    expect(readdirSync(folder)).toEqual(['out.csv']);
    expect(text('out.csv')).toBe('x,f\n1\n');
  });

  test('that is abandoned leaves what was there as it was', async () => {
    writeFileSync(join(folder, 'out.csv'), 'old');
    const sink = open('out.csv');
    await sink.write('new');
    sink.abandon();
    expect(readdirSync(folder)).toEqual(['out.csv']);
    expect(text('out.csv')).toBe('old');
  });

  test('that is replaced keeps its mode, and a link to it stays one', async () => {
    writeFileSync(join(folder, 'real.csv'), 'old', { mode: 0o600 });
    symlinkSync('real.csv', join(folder, 'link.csv'));
    const sink = open('link.csv');
    await sink.write('new');
    await sink.close();
    expect(text('real.csv')).toBe('new');
    expect(statSync(join(folder, 'real.csv')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).toSorted()).toEqual(['link.csv', 'real.csv']);
  });

  test('that cannot be put in its place is said so, and leaves nothing behind', async () => {
    const sink = open('out.csv');
    await sink.write('new');
    mkdirSync(join(folder, 'out.csv'));
    await expect(sink.close()).rejects.toMatchObject({ code: 'E_USAGE' });
    sink.abandon();
    expect(readdirSync(folder)).toEqual(['out.csv']);
  });

  test('that is a device is written as it is', async () => {
    const sink = open('/dev/null');
    await sink.write('gone');
    await sink.close();
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test.each([
    ['no/such/out.csv', 'cannot write no/such/out.csv: its folder does not exist'],
    ['folder', 'cannot write folder: it is a folder'],
    ['file/out.csv', 'cannot write file/out.csv: its folder is a file'],
  ])('%s cannot be written: that is known before the first row', (file, message) => {
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'file'), '');
    expect(() => open(file)).toThrow(expect.objectContaining({ code: 'E_USAGE', message }));
    expect(readdirSync(folder).toSorted()).toEqual(['file', 'folder']);
  });

  test('that cannot be finished is a usage error with the reason', async () => {
    await expect(open('/dev/full').write('x')).rejects.toThrow('cannot write /dev/full: no space is left');
  });
});

describe('a stream', () => {
  test('that is full makes the writer wait', async () => {
    const taken: string[] = [];
    let release = () => {};
    const stdout = new Writable({
      highWaterMark: 4,
      write(chunk, _encoding, done) {
        taken.push(String(chunk));
        release = done;
      },
    });
    const sink = openSink(undefined, { stdout, cwd: folder });
    const order: string[] = [];
    const written = sink.write('12345').then(() => order.push('written'));
    await new Promise(setImmediate);
    order.push('waited');
    release();
    await written;
    expect({ order, taken }).toEqual({ order: ['waited', 'written'], taken: ['12345'] });
  });

  test('whose reader has gone is a closed pipe, whenever that comes out', async () => {
    const epipe = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const stdout = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => void setImmediate(done, epipe),
    });
    const sink = openSink(undefined, { stdout, cwd: folder });
    const failure = await sink.write('rows').catch((error) => error);
    expect(isClosedPipe(failure)).toBe(true);
    expect(isClosedPipe(await sink.write('more').catch((error) => error))).toBe(true);
    expect(isClosedPipe(await sink.close().catch((error) => error))).toBe(true);
  });

  test('that fails otherwise is a usage error with the reason', async () => {
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(full) });
    const sink = openSink(undefined, { stdout, cwd: folder });
    await sink.write('rows').catch(() => {});
    await expect(sink.close()).rejects.toThrow('cannot write standard output: no space is left');
  });
});
