import { Failure } from '../foundation/failure.ts'
import { defineDestination, keys } from './destination.ts'
import { objectIn, valuesIn, withKeys } from './json-keys.ts'

/** Keys of a secret that is there already. */
export const secret = defineDestination({
  kind: 'secret',
  doc: 'Named keys of a JSON secret in Secrets Manager that is there already.',
  secret: () => true,
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'keys'],
    properties: { id: { type: 'string', minLength: 1, description: 'Its name or ARN.' }, keys },
  },
  where: ({ id }) => `the secret ${id}`,
  wanted: ({ keys }) => keys,
  async look({ id, keys }, { store, signal, patiently }) {
    const read = async () => {
      const text = await patiently(() => store.secret(id, signal))
      if (text !== undefined) return objectIn(`the secret ${id}`, text)
      throw new Failure(`There is no secret ${id}.`, {
        code: 'OUTPUTS_UNWRITTEN',
        fix: 'Make it, or correct its `id` under `outputs-to`.',
      })
    }
    return {
      values: valuesIn(await read(), Object.keys(keys)),
      async write(values) {
        // Read again: there is no condition on a write, so the time in which another one could be lost is kept short.
        const text = JSON.stringify(withKeys(await read(), values))
        await patiently(() => store.changeSecret(id, text, signal))
      },
    }
  },
})
