import { Failure } from '../foundation/failure.ts'
import { isTagged, literalOf, mapOf, meantBy, type Tree, valuesOf } from './tree.ts'

const IMAGES: Readonly<Record<string, readonly string[]>> = {
  'AWS::Serverless::Function': ['ImageUri'],
  'AWS::Lambda::Function': ['Code', 'ImageUri'],
}

// https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
const IN_ECR = /^\d{12}\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws|[a-z0-9.-]+)\//

/** Whether a function runs an image, which has no code to package; one that is not in a registry yet is refused. */
export function runsImage(tree: Tree, id: string, type: string | undefined, values: ReadonlyMap<string, unknown>): boolean {
  const path = IMAGES[type ?? '']
  if (!path || literalOf(tree, values.get('PackageType')) !== 'Image') return false
  const [first = '', second] = path
  const node = second === undefined ? values.get(first) : valuesOf(tree, mapOf(tree, values.get(first))).get(second)
  const value = meantBy(tree, node)
  const uri = literalOf(tree, node)
  // A function such as !Sub names what only CloudFormation knows.
  const known =
    uri === undefined ? value !== undefined && (mapOf(tree, value) !== undefined || isTagged(value)) : IN_ECR.test(uri)
  if (known) return true
  const what = uri === undefined ? 'no image' : `the image ${uri}, which is in no registry of AWS`
  throw new Failure(`${tree.path}: function ${id} names ${what}.`, { code: 'ARTIFACT_IMAGE' })
}
