import { defineDestination, keys } from './destination.ts'
import { objectIn, valuesIn, withKeys } from './json-keys.ts'

/** No such file of a frontend is larger. */
const MOST_BYTES = 1024 * 1024

/** A JSON file in a bucket that a frontend reads. */
export const config = defineDestination({
  kind: 'config',
  doc: "Named keys of a frontend's JSON file in S3; it is made where it is not there.",
  secret: () => false,
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['to', 'keys'],
    properties: {
      to: {
        type: 'string',
        pattern: '^s3://[^/]+/.*[^/]$',
        expects: 's3://bucket/key',
        description: 'Where it is, as `s3://bucket/key`.',
      },
      keys,
    },
  },
  where: ({ to }) => to,
  wanted: ({ keys }) => keys,
  async look({ to, keys }, { objects, signal, patiently }) {
    const [bucket = '', ...path] = to.slice('s3://'.length).split('/')
    const place = { bucket, key: path.join('/') }
    // What is read after this and is newer is refused when it is written.
    const head = await patiently(() => objects.head(place, signal))
    const bytes = head && (await patiently(() => objects.get(place, MOST_BYTES, signal)))
    const data = bytes ? objectIn(to, Buffer.from(bytes).toString('utf8')) : {}
    return {
      values: valuesIn(data, Object.keys(keys)),
      async write(values) {
        const text = `${JSON.stringify(withKeys(data, values), null, 2)}\n`
        await objects.replace(place, bytes && head?.etag, text, signal)
      },
    }
  },
})
