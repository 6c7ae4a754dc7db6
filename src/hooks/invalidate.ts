import { defineHook, type HookContext } from './hook.ts'
import { patiently, until } from './patient.ts'

/** Edges of CloudFront fetch paths anew. */
export const invalidate = defineHook({
  kind: 'invalidate',
  doc: 'Has a CloudFront distribution fetch paths anew. Going back asks for the same paths again.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['distribution'],
    properties: {
      distribution: { type: 'string', minLength: 1, description: 'The id of the distribution.' },
      paths: {
        type: 'array',
        minItems: 1,
        // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-invalidations
        maxItems: 3000,
        items: { type: 'string', pattern: '^/', expects: 'a path that begins with /' },
        default: ['/*'],
        description: 'The paths; `*` at the end stands for all that begin so.',
      },
      wait: { type: 'boolean', default: false, description: 'Whether it is waited for until every edge has done it.' },
    },
  },
  usesCheckout: false,
  text: ({ distribution, paths }) => `${paths.join(' ')} of ${distribution}`,
  reversible: () => true,
  async run({ distribution, paths, wait }, context) {
    await context.leave({ distribution, paths: JSON.stringify(paths) })
    const id = await asked(context, distribution, paths, context.id)
    await context.leave({ distribution, paths: JSON.stringify(paths), id })
    if (!wait) return { reason: `invalidation ${id} of ${paths.length} paths is under way` }
    const { distributions } = context.ports
    const { signal, region } = context
    await until(context, `Invalidation ${id}`, () => distributions({ region }).invalidated(distribution, id, signal))
    return { reason: `invalidation ${id} of ${paths.length} paths is done` }
  },
  async undo({ distribution = '', paths = '[]' }, context) {
    const id = await asked(context, distribution, JSON.parse(paths) as readonly string[], `${context.id}-back`)
    return { reason: `invalidation ${id} of the same paths is under way` }
  },
})

const asked = (context: HookContext, distribution: string, paths: readonly string[], token: string): Promise<string> =>
  patiently(context, () =>
    context.ports.distributions({ region: context.region }).invalidate(distribution, { paths, token }, context.signal),
  )
