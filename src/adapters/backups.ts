import type { Where } from '../domain/stack.ts'
import { lazily } from '../foundation/lazily.ts'
import type { Backups } from '../ports/backups.ts'
import type { Clock } from '../ports/index.ts'
import type { Access } from './access.ts'
import { bounded, clientOptions } from './aws.ts'

const TIMEOUT_MS = 30_000

/** What RDS and DynamoDB say of a backup, in our words. */
const stateOf = (status = '') =>
  /^available$/i.test(status) ? 'available' : /^(?:failed|deleted|incompatible)/i.test(status) ? 'failed' : 'creating'

/** Backups in RDS and DynamoDB over the AWS SDK; each client is loaded at its first call. */
export function backups(where: Where, access: Access, clock: Clock): Backups {
  const call = bounded(clock, TIMEOUT_MS)
  const rds = lazily(async () => {
    const sdk = await import('@aws-sdk/client-rds')
    return { sdk, client: new sdk.RDSClient(clientOptions(where, access)) }
  })
  const dynamodb = lazily(async () => {
    const sdk = await import('@aws-sdk/client-dynamodb')
    return { sdk, client: new sdk.DynamoDBClient(clientOptions(where, access)) }
  })
  return {
    begin(kind, source, name, signal) {
      if (kind === 'table') {
        return call('dynamodb:CreateBackup', signal, async (abortSignal) => {
          const { sdk, client } = await dynamodb()
          const command = new sdk.CreateBackupCommand({ TableName: source, BackupName: name })
          return (await client.send(command, { abortSignal })).BackupDetails?.BackupArn ?? ''
        })
      }
      const named = kind === 'cluster' ? 'rds:CreateDBClusterSnapshot' : 'rds:CreateDBSnapshot'
      return call(named, signal, async (abortSignal) => {
        const { sdk, client } = await rds()
        try {
          if (kind === 'cluster') {
            const asked = { DBClusterIdentifier: source, DBClusterSnapshotIdentifier: name }
            await client.send(new sdk.CreateDBClusterSnapshotCommand(asked), { abortSignal })
          } else {
            const asked = { DBInstanceIdentifier: source, DBSnapshotIdentifier: name }
            await client.send(new sdk.CreateDBSnapshotCommand(asked), { abortSignal })
          }
        } catch (thrown) {
          // The answer to an earlier try was lost: the name is ours alone.
          if (!/^DB(?:Cluster)?SnapshotAlreadyExists/.test((thrown as Error).name)) throw thrown
        }
        return name
      })
    },
    state(kind, id, signal) {
      if (kind === 'table') {
        return call('dynamodb:DescribeBackup', signal, async (abortSignal) => {
          const { sdk, client } = await dynamodb()
          const found = await client.send(new sdk.DescribeBackupCommand({ BackupArn: id }), { abortSignal })
          return stateOf(found.BackupDescription?.BackupDetails?.BackupStatus)
        })
      }
      const named = kind === 'cluster' ? 'rds:DescribeDBClusterSnapshots' : 'rds:DescribeDBSnapshots'
      return call(named, signal, async (abortSignal) => {
        const { sdk, client } = await rds()
        if (kind === 'cluster') {
          const command = new sdk.DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: id })
          return stateOf((await client.send(command, { abortSignal })).DBClusterSnapshots?.[0]?.Status)
        }
        const command = new sdk.DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: id })
        return stateOf((await client.send(command, { abortSignal })).DBSnapshots?.[0]?.Status)
      })
    },
  }
}
