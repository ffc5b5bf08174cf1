/** Takes single members out of a zip archive, streaming; enough for Python wheels (no zip64, no encryption). */
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

interface Member {
  readonly name: string;
  readonly deflated: boolean;
  readonly packedBytes: number;
  readonly headerOffset: number;
}

/**
 * Writes members of the archive to files.
 * @param wanted target file by member name; targets come from the caller, never from the archive
 * @throws Error if the archive is damaged or lacks a member
 */
export async function extractMembers(archive: string, wanted: ReadonlyMap<string, string>): Promise<void> {
  const handle = await fs.promises.open(archive, 'r');
  try {
    const members = await readDirectory(handle);
    for (const [name, target] of wanted) {
      const member = members.get(name);
      if (member === undefined) throw new Error(`${archive} has no member ${name}`);
      await extract(archive, handle, member, target);
    }
  } finally {
    await handle.close();
  }
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;

async function readDirectory(handle: fs.promises.FileHandle): Promise<Map<string, Member>> {
  const { size } = await handle.stat();
  const tail = await readAt(handle, Math.max(0, size - 65_557), Math.min(size, 65_557));
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end -= 1;
  if (end < 0) throw new Error('this is not a zip archive, or it is cut off');
  const directory = await readAt(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const members = new Map<string, Member>();
  let at = 0;
  for (let left = tail.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (directory.readUInt32LE(at) !== entrySignature) throw new Error('the directory of the archive is damaged');
    const nameBytes = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameBytes);
    members.set(name, {
      name,
      deflated: directory.readUInt16LE(at + 10) === 8,
      packedBytes: directory.readUInt32LE(at + 20),
      headerOffset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return members;
}

async function extract(archive: string, handle: fs.promises.FileHandle, member: Member, target: string): Promise<void> {
  const header = await readAt(handle, member.headerOffset, 30);
  if (header.readUInt32LE(0) !== localSignature) throw new Error(`the member ${member.name} is damaged`);
  const start = member.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const packed = fs.createReadStream(archive, { start, end: start + member.packedBytes - 1 });
  const file = fs.createWriteStream(target);
  if (member.deflated) await pipeline(packed, createInflateRaw(), file);
  else await pipeline(packed, file);
}

async function readAt(handle: fs.promises.FileHandle, position: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(buffer, 0, bytes, position);
  if (bytesRead < bytes) throw new Error('the archive is cut off');
  return buffer;
}
