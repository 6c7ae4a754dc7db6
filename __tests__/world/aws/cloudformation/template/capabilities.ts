import { ServiceError } from '../../http/failure.ts'
import { type Fields, isFields, type Value } from '../../http/params.ts'
import type { Template } from './parse.ts'

/**
 * Types that need an acknowledgement, each with the property that makes it a named one.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
 */
const IAM: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
}

/** What a template asks its user to acknowledge, and why. */
export interface Needs {
  readonly capabilities: readonly string[]
  readonly reason: string | undefined
}

export function needs(template: Template): Needs {
  const resources = Object.values(template.resources)
  const iam = resources.filter((resource) => String(resource['Type']) in IAM)
  const named = iam.some((resource) => {
    const property = IAM[String(resource['Type'])]
    return property !== undefined && isFields(resource['Properties']) && property in resource['Properties']
  })
  const types = [...new Set(iam.map((resource) => String(resource['Type'])))]
  const expand = transforms(template).length > 0 ? ['CAPABILITY_AUTO_EXPAND'] : []
  const forIam = iam.length === 0 ? [] : [named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM']
  return {
    capabilities: [...forIam, ...expand],
    reason: types.length > 0 ? `The following resource(s) require capabilities: [${types.join(', ')}]` : undefined,
  }
}

/** The macros a template names. */
export const transforms = (template: Template): readonly string[] =>
  ([] as Value[])
    .concat((template.source['Transform'] as Value | undefined) ?? [])
    .map((entry) => (isFields(entry) ? String((entry as Fields)['Name']) : String(entry)))

/** Refuses unless everything was acknowledged; the named form includes the plain one. */
export function requireCapabilities(template: Template, given: readonly string[]): void {
  const granted = given.includes('CAPABILITY_NAMED_IAM') ? [...given, 'CAPABILITY_IAM'] : given
  const missing = needs(template).capabilities.filter((name) => !granted.includes(name))
  if (missing.length > 0)
    throw new ServiceError('InsufficientCapabilitiesException', `Requires capabilities : [${missing.join(', ')}]`)
}
