/* SPDX-License-Identifier: MIT */
/*
 * Files to attach, made here byte by byte, and clients that send them.
 *
 *   const sent = await upload(nurse, { name: 'Bilde.jpg', bytes: phoneJpeg() });     // an upload for a report
 *   await upload(nurse, { name: 'Notat.pdf', bytes: pdf(3000), on: id });            // to a case
 *   const { status, headers, bytes } = await download(nurse, sent.id);
 */
import assert from 'node:assert/strict';
import { checkAnswer } from './contract.mjs';

const BYTES = 'application/octet-stream';

/* 16 × 8, red and blue, as Chromium writes it: with JFIF and a colour profile. */
export const plainJpeg = () => Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAA'
  + 'AAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRn'
  + 'WFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAA'
  + 'AMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAA'
  + 'AADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgAD'
  + 'IAMAAxADb/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09P'
  + 'T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAIABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAA'
  + 'AAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwX/xAAeEQABAgcBAAAAAAAAAAAAAAABADECAwQREiFB0f/aAAwDAQACEQMRAD8AmADpyMI7gHXrK9VAmZLt'
  + 'ERvnWdf/2Q==', 'base64');

const plainPng = () => Buffer.from('iVBORw0KGgoAAAANSUhEUgAAABAAAAAICAYAAADwdn+XAAAAOklEQVR4AeSQsQkAQAgDgytlKGdyp/+Z/qt0ioWlwmETLhA75JtgGF4rcAYy'
  + '1NsKFKz+BkFcR4Y2+QAAAP//hX+fbQAAAAZJREFUAwB1fTUhWPISKwAAAABJRU5ErkJggg==', 'base64');

const segment = (marker, content) => Buffer.concat([Buffer.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255]), content]);

/* A TIFF as cameras write it: which way up, make, and a directory with where it was taken. */
export function exifTiff(orientation) {
  const tiff = Buffer.alloc(140);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(3, 8);
  const entry = (at, tag, type, count, value) => {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    if (type === 3) tiff.writeUInt16LE(value, at + 8);
    else tiff.writeUInt32LE(value, at + 8);
  };
  entry(10, 0x010f, 2, 16, 60); // make
  entry(22, 0x0112, 3, 1, orientation);
  entry(34, 0x8825, 4, 1, 80); // GPS
  tiff.write('Kamera-QXK\0', 60, 'latin1');
  tiff.writeUInt16LE(1, 80);
  entry(82, 0x001d, 2, 11, 110); // GPS date
  tiff.write('63.4305N-QXG\0', 110, 'latin1');
  return tiff;
}

/* What would tell where, when and by whom a picture was taken; none of it may be left. */
export const traces = ['Kamera-QXK', '63.4305N-QXG', 'Beskrivelse-QXX', 'Kommentar-QXC', 'Etterpaa-QXE', 'Miniatyr-QXM', 'Forfatter-QXF'];

/* The same picture as a telephone hands it over. */
export function phoneJpeg(orientation = 6) {
  const plain = plainJpeg();
  const jfif = segment(0xe0, Buffer.concat([Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\x02\x02', 'latin1'), Buffer.from('Miniatyr-QXM')]));
  return Buffer.concat([plain.subarray(0, 2), jfif, segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exifTiff(orientation)])),
    segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Beskrivelse-QXX</x:xmpmeta>')),
    segment(0xed, Buffer.from('Photoshop 3.0\0Forfatter-QXF')), segment(0xfe, Buffer.from('Kommentar-QXC')), plain.subarray(20), Buffer.from('Etterpaa-QXE')]);
}

/* What it is to be afterwards: the orientation, and the plain picture. */
export function strippedJpeg(orientation = 6) {
  const plain = plainJpeg();
  const tiff = Buffer.from([0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
  const exif = orientation === 1 ? Buffer.alloc(0) : segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff]));
  return Buffer.concat([plain.subarray(0, 20), exif, plain.subarray(20)]);
}

export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  return ~crc >>> 0;
}

function chunk(type, content) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(content.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}

export { plainPng };
export const phonePng = () => Buffer.concat([plainPng().subarray(0, 33), chunk('tEXt', Buffer.from('Author\0Forfatter-QXF')), chunk('eXIf', exifTiff(3)),
  chunk('iTXt', Buffer.from('XML:com.adobe.xmp\0\0\0\0\0Beskrivelse-QXX')), chunk('tIME', Buffer.from([7, 234, 1, 1, 1, 1, 1])), plainPng().subarray(33), Buffer.from('Etterpaa-QXE')]);
export const strippedPng = () => Buffer.concat([plainPng().subarray(0, 33),
  chunk('eXIf', Buffer.from([0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0])), plainPng().subarray(33)]);

/* A document of so many bytes, no two pieces of it alike. */
export function pdf(size = 2000) {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(((at + 1) * 2654435761) >>> 0, at);
  bytes.write('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n', 0, 'latin1');
  return bytes;
}

/* An archive of files that are not packed. */
export function zip(entries) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [name, text] of Object.entries(entries)) {
    const content = Buffer.from(text);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt32LE(crc32(content), 14);
    head.writeUInt32LE(content.length, 18);
    head.writeUInt32LE(content.length, 22);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(at, 42);
    parts.push(head, Buffer.from(name), content);
    directory.push(entry, Buffer.from(name));
    at += head.length + name.length + content.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 8);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

export const docx = (more = {}) => zip({ '[Content_Types].xml': '<Types/>', '_rels/.rels': '<Relationships/>', 'word/document.xml': '<w:document/>', ...more });
export const xlsx = () => zip({ '[Content_Types].xml': '<Types/>', '_rels/.rels': '<Relationships/>', 'xl/workbook.xml': '<workbook/>' });
export const odt = (more = {}) => zip({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '<office:document-content/>', ...more });

/* Begins an upload, on a case or for a report. */
export const begin = (client, { name, size, on, ...rest }) =>
  client.post(on ? `/deviations/${on}/attachments` : '/attachments', { name, size, ...rest.body }, rest.key ? { key: rest.key } : {});
export const put = (client, id, offset, bytes) => client.put(`/attachments/${id}/pieces/${offset}`, bytes, { headers: { 'Content-Type': BYTES } });
export const finish = (client, id) => client.post(`/attachments/${id}/completion`, undefined, { key: null });

/* All of it in pieces; answers what finishing answered. */
export async function send(client, { name, bytes, on, piece = 1 << 20, body }) {
  const begun = await begin(client, { name, size: bytes.length, on, body });
  if (begun.status !== 201) return begun;
  for (let at = 0; at < bytes.length; at += piece) {
    const answer = await put(client, begun.body.id, at, bytes.subarray(at, at + piece));
    assert.equal(answer.status, 200, answer.text);
  }
  return finish(client, begun.body.id);
}

/* The same; anything but success throws. */
export async function upload(client, file) {
  const answer = await send(client, file);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

export async function download(client, id, { method = 'GET' } = {}) {
  const headers = client.token ? { Authorization: `Bearer ${client.token}` }
    : { Cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  const answer = await fetch(`${client.url}/api/v1/attachments/${id}/content`, { method, headers });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  const result = { status: answer.status, headers: answer.headers, bytes, text: isJson ? bytes.toString() : '', body: isJson ? JSON.parse(bytes) : undefined };
  if (method === 'GET') checkAnswer(method, `/attachments/${id}/content`, result);
  return result;
}
