import { constants, crc32, deflateRawSync } from 'node:zlib'

/** A file to be: its name in the archive and its bytes, in pieces that are always the same. */
export interface ZipEntry {
  readonly name: string
  readonly executable: boolean
  chunks(): AsyncIterable<Uint8Array>
}

/** What an archive of this format can hold; more than that needs zip64, which AWS has no use for. */
export const MOST_ENTRIES = 65_535
/** Below 4 GiB by so much that what stands around the content cannot reach it. */
export const MOST_ZIP_BYTES = 4_000_000_000

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
const LOCAL = 0x04034b50
const DESCRIPTOR = 0x08074b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const VERSION = 20
const MADE_ON_UNIX = (3 << 8) | VERSION
/** Sizes stand behind the content; names are UTF-8. */
const FLAGS = (1 << 3) | (1 << 11)
const DEFLATED = 8
/** Midnight of the first day that the format knows: a file's own time would make every checkout another archive. */
const DATE = (0 << 9) | (1 << 5) | 1
const FILE = 0o100644
const PROGRAM = 0o100755

/** The last block of a stream, with nothing in it. https://www.rfc-editor.org/rfc/rfc1951#section-3.2.6 */
const LAST = Buffer.from([3, 0])
/** Room for what is compressed at once; most files fit, and the default would be much for ten thousand of them. */
const LEAST_ROOM = 64

/** Numbers of 2 and 4 bytes, one behind the other. */
function packed(...fields: readonly (readonly [2 | 4, number])[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [size]) => sum + size, 0))
  fields.reduce((at, [size, value]) => (size === 2 ? bytes.writeUInt16LE(value, at) : bytes.writeUInt32LE(value, at)), 0)
  return bytes
}

/** A zip archive: the same bytes for the same names, contents and permissions, whenever and wherever it is made. */
export async function* zipped(entries: readonly ZipEntry[], signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const sorted = [...entries].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
  const central: Buffer[] = []
  let offset = 0
  for (const entry of sorted) {
    signal.throwIfAborted()
    const name = Buffer.from(entry.name)
    const begin = offset
    const common = [
      [2, VERSION],
      [2, FLAGS],
      [2, DEFLATED],
      [2, 0],
      [2, DATE],
    ] as const
    const local = Buffer.concat([packed([4, LOCAL], ...common, [4, 0], [4, 0], [4, 0], [2, name.length], [2, 0]), name])
    yield local
    const sum = { crc: 0, size: 0, small: 0 }
    for await (const part of deflated(entry.chunks(), sum)) {
      signal.throwIfAborted()
      yield part
    }
    const sizes = [
      [4, sum.crc],
      [4, sum.small],
      [4, sum.size],
    ] as const
    const descriptor = packed([4, DESCRIPTOR], ...sizes)
    yield descriptor
    offset += local.length + sum.small + descriptor.length
    const mode = (entry.executable ? PROGRAM : FILE) * 0x10000
    const rest = [
      [2, name.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, mode],
      [4, begin],
    ] as const
    central.push(packed([4, CENTRAL], [2, MADE_ON_UNIX], ...common, ...sizes, ...rest), name)
  }
  const directory = Buffer.concat(central)
  const count = sorted.length
  yield directory
  yield packed([4, END], [2, 0], [2, 0], [2, count], [2, count], [4, directory.length], [4, offset], [2, 0])
}

/**
 * Each piece is compressed alone and ends at a whole byte, so that the pieces together are one stream, and files of any size go
 * through little memory.
 */
async function* deflated(
  chunks: AsyncIterable<Uint8Array>,
  sum: { crc: number; size: number; small: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    sum.crc = crc32(chunk, sum.crc)
    sum.size += chunk.length
    yield count(
      deflateRawSync(chunk, { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: Math.max(LEAST_ROOM, chunk.length) }),
      sum,
    )
  }
  yield count(LAST, sum)
}

function count(part: Buffer, sum: { small: number }): Buffer {
  sum.small += part.length
  return part
}
