import { crc32, inflateRawSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { type ZipEntry, zipped } from '../../src/artifacts/zip.ts'
import { never } from './workspace.ts'

const entry = (name: string, pieces: readonly (string | Buffer)[], executable = false): ZipEntry => ({
  name,
  executable,
  chunks: async function* () {
    for (const piece of pieces) yield Buffer.from(piece)
  },
})

async function archive(...entries: readonly ZipEntry[]): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of zipped(entries, never)) parts.push(part)
  return Buffer.concat(parts)
}

/** Reads an archive as the format's own specification says, from its end. */
function read(bytes: Buffer) {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  expect(at + bytes.readUInt32LE(end + 12)).toBe(end)
  return Array.from({ length: count }, () => {
    expect(bytes.toString('latin1', at, at + 4)).toBe('PK\x01\x02')
    const [crc = 0, small = 0, size = 0] = [16, 20, 24].map((offset) => bytes.readUInt32LE(at + offset))
    const length = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, at + 46 + length)
    const [mode, local] = [bytes.readUInt16LE(at + 40).toString(8), bytes.readUInt32LE(at + 42)]
    const [time, date] = [bytes.readUInt16LE(at + 12), bytes.readUInt16LE(at + 14)]
    at += 46 + length
    const begin = local + 30 + bytes.readUInt16LE(local + 26)
    expect(bytes.toString('utf8', local + 30, begin)).toBe(name)
    const content = inflateRawSync(bytes.subarray(begin, begin + small))
    const descriptor = [4, 8, 12].map((offset) => bytes.readUInt32LE(begin + small + offset))
    expect([descriptor, crc, size]).toEqual([[crc, small, size], crc32(content), content.length])
    return { name, mode, stamp: [time, date], content: content.toString() }
  })
}

describe('an archive', () => {
  it('holds every file with its name, content and permission, in the order of the names, on one day', async () => {
    const odd = 'ünd "so" \n weiter/b.txt'
    const found = read(
      await archive(entry(odd, ['ä', 'b']), entry('run.sh', ['#!'], true), entry('empty', []), entry('Z', ['z'])),
    )
    expect(found).toEqual(
      [
        { name: 'Z', mode: '100644', content: 'z' },
        { name: 'empty', mode: '100644', content: '' },
        { name: 'run.sh', mode: '100755', content: '#!' },
        { name: odd, mode: '100644', content: 'äb' },
      ].map((one) => ({ ...one, stamp: [0, 33] })),
    )
  })

  it('is the same bytes in whatever order the files come', async () => {
    const [a, b] = [entry('a', ['1']), entry('b', ['2'])]
    expect(await archive(a, b)).toEqual(await archive(b, a))
  })

  it('compresses across many pieces into one stream', async () => {
    const piece = 'all the same '.repeat(10_000)
    const bytes = await archive(
      entry(
        'large',
        Array.from({ length: 20 }, () => piece),
      ),
    )
    expect(read(bytes)[0]?.content).toBe(piece.repeat(20))
    expect(bytes.length).toBeLessThan(20_000)
  })
})
