import type { Config, Roles, StackConfig } from '../config/config.ts'
import type { Run } from '../domain/run.ts'
import type { Where } from '../domain/stack.ts'
import type { Ports } from '../ports/index.ts'
import type { StageContext } from './stage.ts'

/** A job that may change stacks takes the one role on, every other job the other: nothing that plans could execute. */
export const roleOf = ({ stages }: Pick<Run, 'stages'>, { deploy, plan }: Roles): string | undefined =>
  stages.includes('deploy') || stages.includes('rollback') ? deploy : plan

/** The same ports, where a role is taken on before every call that names none. Nobody asks for it before there is a call. */
export function portsAs(ports: Ports, as: string | undefined): Ports {
  if (as === undefined) return ports
  // arn:<partition>:iam::<account>:role/<name>
  ports.secrets.conceal(as.split(':')[4] ?? '')
  const acting = (where: Where): Where => ({ as, ...where })
  return {
    ...ports,
    cloudformation: (where) => ports.cloudformation(acting(where)),
    logs: (where) => ports.logs(acting(where)),
    objects: (where) => ports.objects(acting(where)),
    secretsStore: (where) => ports.secretsStore(acting(where)),
    sites: (where) => ports.sites(acting(where)),
    distributions: (where) => ports.distributions(acting(where)),
    backups: (where) => ports.backups(acting(where)),
    caller: (where, signal) => ports.caller(acting(where), signal),
    credentials: (where) => ports.credentials(acting(where)),
  }
}

/** The role of this job for an entry of `stacks`, where that is another than the one for everything else. */
export function ownRole({ stacks, leftOut, roles }: Config, run: Pick<Run, 'stages'>, system: string): { readonly as?: string } {
  const entry = [...stacks, ...leftOut].find(({ name }) => name === system)
  const as = entry && roleOf(run, entry.roles)
  return as === undefined || as === roleOf(run, roles) ? {} : { as }
}

/** The context as an entry of `stacks` works with it. */
export function contextOf(context: StageContext, { name }: Pick<StackConfig, 'name'>): StageContext {
  const { as } = ownRole(context.config, context.run(), name)
  if (as === undefined) return context
  const acting = (where: Where): Where => ({ as, ...where })
  return {
    ...context,
    ports: portsAs(context.ports, as),
    core: (where) => context.core(acting(where)),
    caller: (where) => context.caller(acting(where)),
  }
}
