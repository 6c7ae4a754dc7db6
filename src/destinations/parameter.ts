import { defineDestination } from './destination.ts'

/** A parameter of the parameter store. */
export const parameter = defineDestination({
  kind: 'parameter',
  doc: 'A parameter in the parameter store of Systems Manager; it is made where it is not there.',
  secret: ({ type }) => type === 'SecureString',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'value'],
    properties: {
      name: { type: 'string', minLength: 1, description: 'Its name, with its path.' },
      value: { type: 'string', minLength: 1, description: 'What it is to hold.' },
      type: {
        enum: ['String', 'SecureString'],
        default: 'String',
        description: 'Its type where it is new; one that is there keeps its own.',
      },
    },
  },
  where: ({ name }) => `the parameter ${name}`,
  wanted: ({ value }) => ({ value }),
  async look({ name, type }, { store, signal, patiently }) {
    const found = await patiently(() => store.parameter(name, signal))
    return {
      values: found ? { value: found.text } : {},
      async write({ value = '' }) {
        const made = found ? false : await patiently(() => store.createParameter(name, { text: value, type }, signal))
        if (!made) await patiently(() => store.changeParameter(name, { text: value, type: found?.type ?? type }, signal))
      },
    }
  },
})
