import type { Node } from 'yaml'
import { Failure } from '../foundation/failure.ts'
import type { Collected } from './collected.ts'
import { imageProperty } from './properties.ts'
import { isTagged, literalOf, mapOf, meantBy, type Tree, valuesOf } from './tree.ts'

const IMAGES: Readonly<Record<string, readonly string[]>> = {
  'AWS::Serverless::Function': ['ImageUri'],
  'AWS::Lambda::Function': ['Code', 'ImageUri'],
}

/** A host of ECR. https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const HOST = /^\d{12}\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws|[a-z0-9.-]+)\//

/** The image of a function that runs one, which has no code to package: the one in no registry yet, or any other. */
export function localImage(tree: Tree, id: string, type: string | undefined, values: ReadonlyMap<string, unknown>) {
  const path = IMAGES[type ?? '']
  if (!path || type === undefined || literalOf(tree, values.get('PackageType')) !== 'Image') return undefined
  const [first = '', second] = path
  const node = second === undefined ? values.get(first) : valuesOf(tree, mapOf(tree, values.get(first))).get(second)
  const [said, value] = [meantBy(tree, node), literalOf(tree, node)]
  // A function such as !Sub names what only CloudFormation knows.
  if (value === undefined && said !== undefined && (mapOf(tree, said) !== undefined || isTagged(said))) return 'elsewhere'
  if (value === undefined || said === undefined)
    throw new Failure(`${tree.path}: function ${id} names no image.`, { code: 'ARTIFACT_IMAGE' })
  if (HOST.test(value)) return 'elsewhere'
  return {
    where: `${id}.${path.join('.')}`,
    property: imageProperty(type, path),
    value,
    node: node as Node,
    missing: false,
    image: true,
  }
}

/** Why an image that is in no registry cannot be deployed. */
export const unplaced = ({ path }: Tree, where: string, image: string): Failure =>
  new Failure(`${path}: function ${functionAt(where)} names the image ${image}, which is in no registry of AWS.`, {
    code: 'ARTIFACT_IMAGE',
  })

/** An image by its local name, and the function that runs it. */
export interface LocalImage {
  readonly name: string
  readonly of: string
}

/** Every image that is in no registry yet, once for each function. */
export const imagesIn = ({ templates }: Collected): readonly LocalImage[] =>
  templates.flatMap(({ slots }) =>
    slots.flatMap(({ where, fill }) => ('image' in fill ? [{ name: fill.image, of: functionAt(where) }] : [])),
  )

/** What was collected, with the addresses that its images were given. */
export const withImages = ({ templates, artifacts }: Collected, address: (image: LocalImage) => string): Collected => ({
  artifacts,
  templates: templates.map(({ slots, ...template }) => ({
    ...template,
    slots: slots.map((slot) =>
      'image' in slot.fill ? { ...slot, fill: { uri: address({ name: slot.fill.image, of: functionAt(slot.where) }) } } : slot,
    ),
  })),
})

const functionAt = (where: string): string => where.split('.', 1)[0] ?? ''
