import { inside } from '../foundation/json.ts'

interface Resource {
  readonly logicalId: string
  readonly physicalId?: string
  readonly type: string
}

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Properties?: unknown } | undefined>>
}

/**
 * The log groups that a stack's live resources write to. Access logs of an API, the logs of a state machine and the like
 * need a group that somebody made, so they come with the stack's own AWS::Logs::LogGroup. For nested stacks the caller
 * gives the resources and the template of each.
 */
export function groupsOf(resources: readonly Resource[], template?: Template): readonly string[] {
  const look = lookup(resources, template)
  const names = resources.flatMap((resource) => (resource.physicalId ? (GROUPS[resource.type]?.(resource, look) ?? []) : []))
  return [...new Set(names)].sort()
}

/** What a template says of a resource, with references to resources of the same stack resolved. */
interface Lookup {
  readonly resources: readonly Resource[]
  /** The text at a path of properties; nothing where it is absent or only CloudFormation can work it out. */
  text(logicalId: string, ...path: readonly string[]): string | undefined
}

type GroupsOf = (resource: Resource, look: Lookup) => readonly string[]

const GROUPS: Readonly<Record<string, GroupsOf>> = {
  'AWS::Logs::LogGroup': ({ physicalId }) => [`${physicalId}`],
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
  'AWS::Lambda::Function': ({ logicalId, physicalId }, look) => [
    look.text(logicalId, 'LoggingConfig', 'LogGroup') ?? `/aws/lambda/${physicalId}`,
  ],
  // https://docs.aws.amazon.com/codebuild/latest/userguide/getting-started-build-log-console.html
  'AWS::CodeBuild::Project': ({ logicalId, physicalId }, look) => [
    look.text(logicalId, 'LogsConfig', 'CloudWatchLogs', 'GroupName') ?? `/aws/codebuild/${physicalId}`,
  ],
  'AWS::ApiGateway::Stage': ({ logicalId, physicalId }, look) => executionLogs(`${physicalId}`, look, logicalId),
  // A deployment may make the stage by itself.
  'AWS::ApiGateway::Deployment': ({ logicalId }, look) => {
    const stage = look.text(logicalId, 'StageName')
    return stage ? executionLogs(stage, look, logicalId) : []
  },
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
function executionLogs(stage: string, look: Lookup, logicalId: string): readonly string[] {
  const own = look.text(logicalId, 'RestApiId')
  // Without a template it is not known whose stage it is; a group that does not exist does no harm.
  const apis = own ? [own] : look.resources.filter((r) => r.type === 'AWS::ApiGateway::RestApi').map((r) => r.physicalId)
  return apis.flatMap((api) => (api ? [`API-Gateway-Execution-Logs_${api}/${stage}`] : []))
}

function lookup(resources: readonly Resource[], template: Template | undefined): Lookup {
  const physical = new Map(resources.map((r) => [r.logicalId, r.physicalId]))
  const all = template?.Resources
  return {
    resources,
    text(logicalId, ...path) {
      const properties = all && Object.hasOwn(all, logicalId) ? all[logicalId]?.Properties : undefined
      const value = path.reduce(inside, properties)
      if (typeof value === 'string') return value || undefined
      const reference = inside(value, 'Ref')
      return typeof reference === 'string' ? physical.get(reference) : undefined
    },
  }
}
