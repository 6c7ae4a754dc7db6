import { Failure } from '../foundation/failure.ts'
import { type SavedKind, savedKinds } from '../ports/backups.ts'
import { defineHook } from './hook.ts'
import { patiently, until } from './patient.ts'

const source = (description: string) => ({ type: 'string', minLength: 1, description }) as const

/** Long enough for a date of a run and a name; an RDS identifier has at most 63. */
const MOST_NAME = 63

/** A database is saved. */
export const snapshot = defineHook({
  kind: 'snapshot',
  doc: 'Saves a database and waits until that is done. Nothing deletes the snapshot.',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      cluster: source('The identifier of an Aurora or RDS cluster.'),
      instance: source('The identifier of an RDS instance.'),
      table: source('The name or ARN of a DynamoDB table.'),
    },
  },
  usesCheckout: false,
  text: (options) => savedKinds.flatMap((kind) => (options[kind] ? [`${kind} ${options[kind]}`] : [])).join(', '),
  reversible: () => true,
  async run(options, context) {
    const asked = savedKinds.filter((kind) => options[kind] !== undefined)
    const [kind] = asked
    if (!kind || asked.length > 1) {
      throw new Failure('A snapshot is of one cluster, instance or table.', {
        code: 'HOOK_FAILED',
        fix: `Write one of ${savedKinds.join(', ')} beneath \`snapshot\`.`,
      })
    }
    const { ports, signal, region, id, leave } = context
    const backups = ports.backups({ region })
    const name = nameOf(id)
    const from = options[kind] ?? ''
    const saved = await patiently(context, () => backups.begin(kind, from, name, signal))
    await leave({ [kind]: from, snapshot: kind === 'table' ? name : saved, region })
    await until(context, `The snapshot ${name}`, async () => {
      const state = await backups.state(kind, saved, signal)
      if (state !== 'failed') return state === 'available'
      throw new Failure(`The snapshot ${name} of ${kind} ${from} failed.`, {
        code: 'HOOK_FAILED',
        fix: 'Look at the events of the database.',
      })
    })
    const finding = {
      severity: 'low',
      title: `${kind} ${from} was saved as ${name}`,
      impact: 'Going back does not bring its data back: that is for you to decide, since what was written since would be lost.',
      commands: [restoring(kind, name, region)],
    } as const
    return { reason: `${kind} ${from} is saved as ${name}`, findings: [finding] }
  },
})

/** A letter first, no two hyphens together and none at the end. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBClusterSnapshot.html */
const nameOf = (id: string): string => {
  const plain = `deploy-${id}`.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')
  return plain.length <= MOST_NAME ? plain : `${plain.slice(0, MOST_NAME - 7).replace(/-$/, '')}-${plain.slice(-6)}`
}

/** How to make a new database of it, beside the one that is there. */
function restoring(kind: SavedKind, name: string, region: string): string {
  if (kind === 'cluster') {
    return `aws rds restore-db-cluster-from-snapshot --snapshot-identifier ${name} --db-cluster-identifier NEW_NAME --engine ENGINE --region ${region}`
  }
  return kind === 'instance'
    ? `aws rds restore-db-instance-from-db-snapshot --db-snapshot-identifier ${name} --db-instance-identifier NEW_NAME --region ${region}`
    : `aws dynamodb restore-table-from-backup --target-table-name NEW_NAME --backup-arn "$(aws dynamodb list-backups --query "BackupSummaries[?BackupName=='${name}'].BackupArn" --output text --region ${region})" --region ${region}`
}
